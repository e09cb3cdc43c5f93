//! Batch norm and group norm: an affine map for each channel, by statistics of the input or by given ones.

use super::OptionalOperand;
use super::normalise::{Moments, Of, normalise};
use crate::device::ChannelNorm;
use crate::kernels::reduce::AxisSizes;
use crate::storage::Float;
use crate::tensor::{Op, Tensor, fits};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// Each channel (index of axis 1) brought to mean 0 and variance 1 over all other axes, then scaled and shifted:
    /// `(x − mean) / √(variance + eps) · weight + bias`
    /// ([Ioffe and Szegedy 2015](https://arxiv.org/abs/1502.03167)).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[1.0, 0.0], [3.0, 0.0]]);
    /// let y = x.batch_norm(None, None, 0.0);
    /// assert_eq!(y.as_slice()[..1], [-1.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the rank is below 2, or weight or bias do not have one element for each channel.
    #[track_caller]
    pub fn batch_norm(
        self,
        weight: impl OptionalOperand<1, A>,
        bias: impl OptionalOperand<1, A>,
        eps: A,
    ) -> Self {
        let weight = weight.optional_operand_of(&self);
        let bias = bias.optional_operand_of(&self);
        self.batch_norm_and_moments(weight, bias, eps).0
    }

    /// [`batch_norm`](Self::batch_norm) by given statistics, such as running ones: they are constants for the
    /// gradient.
    ///
    /// # Panics
    ///
    /// If the rank is below 2, an operand does not have one element for each channel, or a gradient would have to go to
    /// the statistics.
    #[track_caller]
    pub fn batch_norm_with(
        self,
        mean: &Tensor<1, A>,
        variance: &Tensor<1, A>,
        weight: impl OptionalOperand<1, A>,
        bias: impl OptionalOperand<1, A>,
        eps: A,
    ) -> Self {
        let (this, mean, variance) = with_statistics(self, mean, variance);
        let weight = weight.optional_operand_of(&this);
        let bias = bias.optional_operand_of(&this);
        let operands = [Some(&mean), Some(&variance), weight.as_ref(), bias.as_ref()];
        check("batch_norm_with", &this, ["mean", "variance", "weight", "bias"], operands);
        let axis_sizes = AxisSizes::new(&this.shape(), 1);
        let norm = ChannelNorm { axis_sizes, group: 1, constant: true, eps: eps.to_double() };
        let moments = Moments { mean: mean.clone(), variance: variance.clone() };
        normalise(norm, "batch_norm", this, weight, bias, Of::Constants([&mean, &variance]), |_| moments).0
    }

    /// [`batch_norm`](Self::batch_norm), and the statistics of the batch.
    #[track_caller]
    pub(crate) fn batch_norm_and_moments(
        self,
        weight: Option<Tensor<1, A>>,
        bias: Option<Tensor<1, A>>,
        eps: A,
    ) -> (Self, Moments<A>) {
        check("batch_norm", &self, ["weight", "bias"], [weight.as_ref(), bias.as_ref()]);
        let axis_sizes = AxisSizes::new(&self.shape(), 1);
        let norm = ChannelNorm { axis_sizes, group: 1, constant: false, eps: eps.to_double() };
        normalise(norm, "batch_norm", self, weight, bias, Of::Batch, |x| Moments::of(x, axis_sizes))
    }

    /// The channels (indices of axis 1) in `num_groups` groups of neighbours, each group of each sample brought
    /// to mean 0 and variance 1, then each channel scaled and shifted
    /// ([Wu and He 2018](https://arxiv.org/abs/1803.08494)).
    ///
    /// # Panics
    ///
    /// If the rank is below 2, the groups do not divide the channels, or weight or bias do not have one element
    /// for each channel.
    #[track_caller]
    pub fn group_norm(
        self,
        num_groups: usize,
        weight: impl OptionalOperand<1, A>,
        bias: impl OptionalOperand<1, A>,
        eps: A,
    ) -> Self {
        let weight = weight.optional_operand_of(&self);
        let bias = bias.optional_operand_of(&self);
        let shape = self.shape();
        check("group_norm", &self, ["weight", "bias"], [weight.as_ref(), bias.as_ref()]);
        let AxisSizes { outer, axis, inner } = AxisSizes::new(&shape, 1);
        fits!(
            self.place(),
            num_groups > 0 && axis.is_multiple_of(num_groups),
            "group_norm: expected a number of channels that falls into {num_groups} groups, got {axis} channels in \
             shape {shape:?}"
        );
        let groups = AxisSizes { outer: 1, axis: outer * num_groups, inner: axis / num_groups * inner };
        // Each channel of each sample is a channel of its own from here on.
        let axis_sizes = AxisSizes { outer: 1, axis: outer * axis, inner };
        let norm =
            ChannelNorm { axis_sizes, group: axis / num_groups, constant: false, eps: eps.to_double() };
        normalise(norm, "group_norm", self, weight, bias, Of::Groups(num_groups), |x| Moments::of(x, groups))
            .0
    }
}

/// The input beside the statistics, and those as constants.
#[track_caller]
fn with_statistics<const N: usize, A: Float>(
    x: Tensor<N, A>,
    mean: &Tensor<1, A>,
    variance: &Tensor<1, A>,
) -> (Tensor<N, A>, Tensor<1, A>, Tensor<1, A>) {
    let mut op = Op::named("batch_norm_with");
    op.input(&x);
    op.input(mean);
    op.input(variance);
    let x = x.beside(mean).beside(variance);
    (x, mean.clone().constant("batch_norm_with"), variance.clone().constant("batch_norm_with"))
}

#[track_caller]
fn check<const N: usize, const K: usize, A: Float>(
    name: &str,
    x: &Tensor<N, A>,
    roles: [&str; K],
    operands: [Option<&Tensor<1, A>>; K],
) {
    let (place, shape) = (x.place(), x.shape());
    fits!(place, N >= 2, "{name}: expected an input of shape [batch, channels, ..], got {shape:?}");
    for (role, operand) in roles.into_iter().zip(operands) {
        let got = operand.map_or(shape[1], Tensor::len);
        fits!(
            place,
            got == shape[1],
            "{name}: an input of shape {shape:?} needs a {role} of shape [{}], got [{got}]",
            shape[1]
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn batch_norm() {
        let (w, b) = (irregular([3]) + 2.0, irregular([3]));
        let x = irregular([4, 3]);
        gradcheck(x.clone(), |x| x.batch_norm(&w, &b, 1e-3)).unwrap();
        gradcheck(x, |x| x.batch_norm(None, None, 1e-3)).unwrap();
        let x = irregular([2, 3, 5]) * 3.0;
        gradcheck(x.clone(), |x| x.batch_norm(&w, &b, 1e-3)).unwrap();
        gradcheck(w.clone(), |w| x.clone().beside(&w).batch_norm(w, &b, 1e-3)).unwrap();
        gradcheck(b.clone(), |b| x.clone().beside(&b).batch_norm(&w, b, 1e-3)).unwrap();
        gradcheck(irregular([2, 3, 2, 20]), |x| x.batch_norm(&w, None, 1e-3)).unwrap();
    }

    #[test]
    fn batch_norm_with_given_statistics() {
        let (w, b) = (irregular([3]) + 2.0, irregular([3]));
        let (mean, variance) = (irregular([3]), irregular([3]) + 1.5);
        let x = irregular([2, 3, 5]);
        gradcheck(x.clone(), |x| x.batch_norm_with(&mean, &variance, &w, &b, 1e-3)).unwrap();
        let of_weight =
            |w: Tensor<1, f64>| x.clone().beside(&w).batch_norm_with(&mean, &variance, w, &b, 1e-3);
        gradcheck(w.clone(), of_weight).unwrap();
        gradcheck(irregular([4, 3]), |x| x.batch_norm_with(&mean, &variance, &w, None, 1e-3)).unwrap();
    }

    #[test]
    fn group_norm() {
        let (w, b) = (irregular([6]) + 2.0, irregular([6]));
        for groups in [1, 2, 3, 6] {
            let x = irregular([2, 6, 5]);
            gradcheck(x.clone(), |x| x.group_norm(groups, &w, &b, 1e-3)).unwrap();
            let of_weight = |w: Tensor<1, f64>| x.clone().beside(&w).group_norm(groups, w, None, 1e-3);
            gradcheck(w.clone(), of_weight).unwrap();
            let of_bias = |b: Tensor<1, f64>| x.clone().beside(&b).group_norm(groups, None, b, 1e-3);
            gradcheck(b.clone(), of_bias).unwrap();
        }
        gradcheck(irregular([3, 6]), |x| x.group_norm(2, &w, &b, 1e-3)).unwrap();
    }

    #[test]
    fn a_large_mean_costs_little_accuracy() {
        let x = irregular([64, 2, 300]);
        let single: Vec<f32> = x.as_slice().iter().map(|&x| x as f32 + 1000.0).collect();
        let y = Tensor::new([64, 2, 300], single).batch_norm(None, None, 0.0);
        let want = x.batch_norm(None, None, 0.0);
        for (&got, &want) in y.as_slice().iter().zip(want.as_slice()) {
            assert!((f64::from(got) - want).abs() < 1e-3, "{got} instead of {want}");
        }
    }

    #[test]
    fn long_slices_and_many_elements() {
        // Beyond the lengths from which sums are taken in blocks and by several threads.
        let x = irregular([3, 2, 20_000]).batch_norm(None, None, 0.0);
        let sums = x.clone().sum_axis(2).sum_axis(0);
        let squares = (&x * &x).sum_axis(2).sum_axis(0);
        for c in 0..2 {
            assert!(sums.as_slice()[c].abs() < 1e-8);
            assert!((squares.as_slice()[c] - 60_000.0).abs() < 1e-6);
        }
    }

    #[test]
    fn one_thread_computes_what_two_compute() {
        let x = irregular([5, 40, 9, 73]);
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let tape = crate::autodiff::Tape::new(7);
                let (x, w) = (tape.input(&x).requires_grad(), tape.input(irregular([40])).requires_grad());
                let v = tape.input(irregular([73])).requires_grad();
                let y = x.clone().batch_norm(&w, &w, 1e-5).group_norm(8, &w, None, 1e-5);
                let y = y.layer_norm([73], &v, &v, 1e-5).dropout(0.3);
                let gradients = (&y * &y).sum().backward();
                (y, gradients.wrt(&x), gradients.wrt(&w), gradients.wrt(&v))
            })
        };
        let (one, two) = (run(1), run(2));
        assert_eq!(one.0, two.0);
        assert_eq!((one.1, one.2, one.3), (two.1, two.2, two.3));
    }

    #[test]
    #[should_panic(
        expected = "group_norm: expected a number of channels that falls into 4 groups, got 6 channels in shape [2, 6, 5]"
    )]
    fn groups_divide_the_channels() {
        let _ = irregular([2, 6, 5]).group_norm(4, None, None, 1e-5);
    }
}
