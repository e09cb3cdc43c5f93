//! What a convolution takes when it runs.

use super::super::axes;
use super::settings::Settings;
use crate::Tensor;
use crate::tensor::fits;

/// Refuses an input, with or without a batch, whose channels are others or that is smaller than the kernel.
#[track_caller]
pub(super) fn check_input<const N: usize, const D: usize>(
    layer: impl Fn() -> String,
    x: &Tensor<N>,
    settings: &Settings<D>,
) {
    let (shape, channels) = (&x.shape()[..], settings.in_channels);
    let (before, sizes) = shape.split_at(N - D);
    let least: [usize; D] = std::array::from_fn(|axis| settings.least_size(axis));
    fits!(
        x.place(),
        before.last() == Some(&channels) && sizes.iter().zip(&least).all(|(size, least)| size >= least),
        "{}: expected an input of shape [{}{channels}{}], got {shape:?}{}",
        layer(),
        if before.len() > 1 { "batch, " } else { "" },
        expected(sizes, least),
        remedy(shape, before.len() - 1, channels)
    );
}

/// The axes that the kernel goes over, with the least size of each that is too small.
#[cold]
fn expected<const D: usize>(sizes: &[usize], least: [usize; D]) -> String {
    let axes = axes::names(D).iter().zip(sizes).zip(least);
    let axis = |((name, &size), least): ((&&str, &usize), usize)| {
        if size < least { format!(", {name} >= {least}") } else { format!(", {name}") }
    };
    axes.map(axis).collect()
}

/// What somebody probably meant whose channels stand last.
#[cold]
fn remedy(shape: &[usize], axis: usize, channels: usize) -> String {
    if shape[axis] == channels || shape.last() != Some(&channels) {
        return String::new();
    }
    let mut order: Vec<usize> = (0..shape.len()).collect();
    order[axis..].rotate_right(1);
    format!("; the channels come before the sizes: `x.permute({order:?})`")
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::shape::Shape;

    const HUGE: Conv2dSpec = Conv2d::spec(3, 4, 3).dilation(usize::MAX).padding(usize::MAX);

    #[test]
    fn no_padding_makes_room_for_a_kernel_larger_than_any_memory() {
        let message = HUGE.output_shape(Shape::new(&[3, 8, 8])).unwrap_err();
        assert_eq!(message.as_str(), "Conv2d has a kernel of 3, which does not fit into [3, 8, 8]");
    }

    #[test]
    #[should_panic(
        expected = "expected an input of shape [batch, 3, height >= 18446744073709551615, width >= 1844"
    )]
    fn nor_does_it_when_the_layer_runs() {
        HUGE.init(&mut rng(0)).forward(Tensor::<4>::zeros([1, 3, 8, 8]));
    }
}
