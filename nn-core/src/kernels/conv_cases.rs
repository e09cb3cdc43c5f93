//! What the tests of convolutions share: windows, operands, and how far results are from exact ones.

use proptest::prelude::*;

use super::by_patches;
use super::conv::{Wanted, Weight, backward, forward};
use super::conv_shape::ConvShape;
use crate::shape::Window;
use crate::storage::Float;

/// The size of an axis of the input below `most`, that of the output, and the window.
pub(super) fn axis(most: usize) -> impl Strategy<Value = (usize, usize, Window)> {
    (1..most, 1..6usize, 1..4usize, [0..4usize, 0..4usize], 1..3usize).prop_filter_map(
        "the window does not fit",
        |(size, kernel, stride, padding, dilation)| {
            let window = Window { kernel, stride, padding, dilation, ceil_mode: false };
            Some((size, window.output(size)?, window))
        },
    )
}

/// A sample of one channel whose last column is seen by the last element of a row of the kernel alone.
pub(super) fn seen_once() -> ConvShape {
    let window = Window::new(3);
    ConvShape {
        batch: 1,
        in_channels: 1,
        out_channels: 1,
        groups: 1,
        input: [1, 3, 12],
        output: [1, 1, 10],
        windows: [Window::new(1), window, window],
    }
}

/// The operands of all three passes.
pub(super) struct Case<A> {
    pub(super) x: Vec<A>,
    pub(super) weight: Vec<A>,
    pub(super) bias: Vec<A>,
    pub(super) dy: Vec<A>,
}

impl<A: Float> Case<A> {
    pub(super) fn new(shape: &ConvShape) -> Self {
        Case {
            x: numbers(shape.batch * shape.in_channels * shape.plane(), 7919),
            weight: numbers(shape.out_channels * shape.patch(), 104_729),
            bias: numbers(shape.out_channels, 17),
            dy: numbers(shape.batch * shape.out_channels * shape.pixels(), 1_299_709),
        }
    }

    /// The output and the gradients of the input and of the weight, by the way that fits the sizes.
    pub(super) fn chosen(&self, shape: &ConvShape) -> [Vec<A>; 3] {
        let (dx, dw) = backward(&self.x, &self.weight, &self.dy, shape, Wanted { x: true, weight: true });
        [forward(&self.x, Weight::Stored(&self.weight), Some(&self.bias), shape), dx, dw]
    }

    /// The same as products of patches.
    pub(super) fn by_patches(&self, shape: &ConvShape) -> [Vec<A>; 3] {
        let y = by_patches::forward(&self.x, &self.weight, Some(&self.bias), shape, &|_, _| {});
        let wanted = Wanted { x: true, weight: true };
        let (dx, dw) = by_patches::backward(&self.x, &self.weight, &self.dy, shape, wanted);
        [y, dx, dw]
    }
}

fn numbers<A: Float>(len: usize, step: usize) -> Vec<A> {
    (0..len).map(|i| A::of((i * step % 2003) as f64 / 1001.0 - 1.0)).collect()
}

/// The largest difference to the exact result, relative to the largest element where that is more than 1.
pub(super) fn errors<A: Float>(results: [Vec<A>; 3], exact: &[Vec<f64>; 3]) -> [f64; 3] {
    std::array::from_fn(|i| {
        assert_eq!(results[i].len(), exact[i].len());
        let pairs = results[i].iter().zip(&exact[i]);
        let largest = exact[i].iter().fold(1.0, |most: f64, x| most.max(x.abs()));
        pairs.fold(0.0, |most: f64, (got, want)| most.max((got.to_double() - want).abs())) / largest
    })
}
