//! Initial values that are matrices of a kind, and the normal distribution between bounds.

use rand::{Rng, RngExt};

use super::distribution::normal_values;
use crate::tensor::{Tensor, volume};

/// Rows or columns that are orthogonal to each other and of the length `gain`: a random rotation, of which the first axis
/// counts the rows and all others together the columns ([Saxe et al. 2014](https://arxiv.org/abs/1312.6120)).
///
/// ```
/// use nn_core::init;
/// use nn_core::prelude::*;
///
/// let w = init::orthogonal([2, 3], 1.0, &mut rng(0));
/// let products = w.clone().matmul_t(w);
/// assert!((products.as_slice()[0] - 1.0).abs() < 1e-6 && products.as_slice()[1].abs() < 1e-6);
/// ```
///
/// # Panics
///
/// If the shape has fewer than 2 axes.
#[doc(alias = "orthogonal_")]
#[track_caller]
pub fn orthogonal<const N: usize>(shape: [usize; N], gain: f32, rng: &mut impl Rng) -> Tensor<N> {
    Tensor::new(shape, orthogonal_values(&shape, gain, rng))
}

#[track_caller]
pub(super) fn orthogonal_values(shape: &[usize], gain: f32, rng: &mut impl Rng) -> Vec<f32> {
    assert!(shape.len() >= 2, "orthogonal: expected a shape of two axes or more, got {shape:?}");
    let size = volume::<f32>("orthogonal", shape);
    let (rows, columns) = (shape[0], size / shape[0].max(1));
    let (count, len) = (rows.min(columns), rows.max(columns));
    let drawn = normal_values(size, 0.0, 1.0, rng);
    let mut vectors: Vec<Vec<f64>> =
        drawn.chunks(len.max(1)).map(|v| v.iter().map(|&x| x.into()).collect()).collect();
    for i in 0..count {
        let (before, rest) = vectors.split_at_mut(i);
        normalise(&mut rest[0], before);
    }
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let element = |(row, column): (usize, usize)| match rows <= columns {
        true => vectors[row][column],
        false => vectors[column][row],
    };
    places.map(|place| gain * element(place) as f32).collect()
}

/// Makes a vector orthogonal to others and of length 1, by Gram and Schmidt; twice, for what rounding leaves.
fn normalise(vector: &mut [f64], others: &[Vec<f64>]) {
    for other in others.iter().chain(others) {
        let product: f64 = vector.iter().zip(other).map(|(a, b)| a * b).sum();
        vector.iter_mut().zip(other).for_each(|(a, b)| *a -= product * b);
    }
    let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    vector.iter_mut().for_each(|x| *x /= length);
}

/// The normal distribution between `a` and `b`: what lies outside is drawn again. PyTorch's defaults are 0, 1, −2 and 2.
///
/// ```
/// use nn_core::init;
/// use nn_core::prelude::*;
///
/// let x = init::trunc_normal([1000], 0.0, 0.02, -0.04, 0.04, &mut rng(0));
/// assert!(x.as_slice().iter().all(|x| x.abs() <= 0.04));
/// ```
///
/// # Panics
///
/// If `a` is not less than `b`.
#[doc(alias = "trunc_normal_")]
#[track_caller]
pub fn trunc_normal<const N: usize>(
    shape: [usize; N],
    mean: f32,
    std: f32,
    a: f32,
    b: f32,
    rng: &mut impl Rng,
) -> Tensor<N> {
    Tensor::new(shape, trunc_normal_values(volume::<f32>("trunc_normal", &shape), mean, std, [a, b], rng))
}

#[track_caller]
pub(super) fn trunc_normal_values(
    count: usize,
    mean: f32,
    std: f32,
    [a, b]: [f32; 2],
    rng: &mut impl Rng,
) -> Vec<f32> {
    assert!(a < b, "trunc_normal: expected a lower bound below the upper one, got {a} and {b}");
    // In standard deviations; beyond 10 of them lies nothing that could be drawn.
    let bound = |x: f32| (f64::from(x - mean) / f64::from(std)).clamp(-10.0, 10.0);
    let (low, high) = (bound(a), bound(b));
    let densest = 0.0_f64.clamp(low, high);
    let mut draw = || loop {
        let z = low + (high - low) * rng.random::<f64>();
        if rng.random::<f64>() <= ((densest * densest - z * z) / 2.0).exp() {
            return (mean + std * z as f32).clamp(a, b);
        }
    };
    (0..count).map(|_| draw()).collect()
}

/// The weight of a convolution that gives its input back: channel by channel, in each of so many groups.
///
/// ```
/// use nn_core::init;
/// use nn_core::prelude::*;
///
/// let mut conv = Conv1d::spec(2, 2, 3).padding_same().bias(false).init(&mut rng(0));
/// conv.weight.set_value(init::dirac([2, 2, 3], 1));
/// let x = Tensor::<3>::from_fn([1, 2, 4], |[_, c, i]| (c + i) as f32);
/// assert_eq!(conv.forward(x.clone()), x);
/// ```
///
/// # Panics
///
/// If the shape has fewer than 3 axes, or its first size is no multiple of the groups.
#[doc(alias = "dirac_")]
#[track_caller]
pub fn dirac<const N: usize>(shape: [usize; N], groups: usize) -> Tensor<N> {
    Tensor::new(shape, dirac_values(&shape, groups))
}

#[track_caller]
pub(super) fn dirac_values(shape: &[usize], groups: usize) -> Vec<f32> {
    assert!(
        shape.len() >= 3 && groups > 0 && shape[0].is_multiple_of(groups),
        "dirac: expected a shape [out_channels, in_channels / groups, ..] with channels for {groups} groups, got {shape:?}"
    );
    let (of_group, kernel) = (shape[0] / groups, &shape[2..]);
    let size: usize = kernel.iter().product();
    let middle = kernel.iter().fold(0, |at, size| at * size + size / 2);
    let mut values = vec![0.0; volume::<f32>("dirac", shape)];
    for (channel, weight) in values.chunks_mut((shape[1] * size).max(1)).enumerate() {
        if let Some(x) = weight.get_mut(channel % of_group * size + middle) {
            *x = 1.0;
        }
    }
    values
}

/// Ones on the diagonal, zeros beside it.
///
/// ```
/// use nn_core::init;
///
/// assert_eq!(init::eye([2, 3]).as_slice(), [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
/// ```
#[doc(alias = "eye_")]
#[track_caller]
pub fn eye(shape: [usize; 2]) -> Tensor<2> {
    Tensor::new(shape, eye_values(&shape))
}

#[track_caller]
pub(super) fn eye_values(shape: &[usize]) -> Vec<f32> {
    let &[rows, columns] = shape else { panic!("eye: expected a shape of two axes, got {shape:?}") };
    let places = (0..rows).flat_map(|i| (0..columns).map(move |j| i == j));
    places.map(|is_same| if is_same { 1.0 } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::rng;

    #[test]
    fn orthogonal_to_each_other() {
        for (rows, columns) in [(5, 5), (3, 8), (8, 3), (1, 4), (0, 3)] {
            let w = orthogonal([rows, columns], 2.0, &mut rng(0)).cast::<f64>();
            let wide = if rows <= columns { w } else { w.transpose(0, 1) };
            let products = wide.clone().matmul_t(wide) / 4.0;
            let eye = eye(products.shape()).cast::<f64>();
            assert!((products - eye).as_slice().iter().all(|x| x.abs() < 1e-6), "{rows} and {columns}");
        }
        let w = orthogonal([4, 2, 3], 1.0, &mut rng(0)).reshape([4, 6]);
        assert!((w.clone().matmul_t(w) - eye([4, 4])).abs().max().item() < 1e-6);
    }

    #[test]
    fn normal_between_bounds() {
        let x = trunc_normal([50_000], 0.0, 1.0, -1.0, 2.0, &mut rng(0));
        assert!(x.as_slice().iter().all(|x| (-1.0..=2.0).contains(x)));
        // As scipy.stats.truncnorm has them.
        let (mean, square) = (x.clone().mean().item(), x.powi(2).mean().item());
        assert!((mean - 0.2296).abs() < 0.01 && (square - 0.5724).abs() < 0.02, "{mean} and {square}");
        let far = trunc_normal([3], 0.0, 1.0, 100.0, 101.0, &mut rng(0));
        assert_eq!(far.as_slice(), [100.0; 3]);
    }

    /// As `torch.nn.init.dirac_` gives them.
    #[test]
    fn dirac_in_groups() {
        let ones =
            |w: &[f32]| w.iter().enumerate().filter(|(_, w)| **w == 1.0).map(|(i, _)| i).collect::<Vec<_>>();
        assert_eq!(ones(dirac([4, 3, 3], 2).as_slice()), [1, 13, 19, 31]);
        assert_eq!(ones(dirac([2, 3, 2, 3], 1).as_slice()), [4, 28]);
    }
}
