//! Which elements of the kernel an output sees, and where.

use super::places::{Axis, Places};
use super::tiles::Grid;
use crate::kernels::conv_shape::ConvShape;
use crate::kernels::permute::strides;

/// The outputs that see the same elements of the kernel.
pub(super) struct Part {
    /// Which elements.
    pub(super) elements: Vec<usize>,
    /// Where each lies in a channel of the operand, from an output on.
    pub(super) offsets: Vec<usize>,
    pub(super) grid: Grid,
}

impl Part {
    /// All outputs of a convolution.
    pub(super) fn forward(shape: &ConvShape, places: &Places) -> Self {
        Part {
            elements: (0..elements(shape)).collect(),
            offsets: reaches(shape).map(|at| places.place(at)).collect(),
            grid: Grid { first: 0, sizes: shape.output, steps: strides(shape.output) },
        }
    }

    /// The elements of the input a stride apart, from the first of each axis on.
    pub(super) fn backward(phase: [usize; 3], shape: &ConvShape, places: &Places) -> Self {
        let sees = |(_, at): &(usize, [usize; 3])| {
            let same = |i: usize| {
                let window = shape.windows[i];
                at[i] % window.stride == (phase[i] + window.padding[0]) % window.stride
            };
            (0..3).all(same)
        };
        let offset = |at: [usize; 3]| {
            places.place(std::array::from_fn(|i| {
                let window = shape.windows[i];
                places.axes[i].before + (phase[i] + window.padding[0]) / window.stride - at[i] / window.stride
            }))
        };
        let (elements, offsets) =
            reaches(shape).enumerate().filter(sees).map(|(element, at)| (element, offset(at))).unzip();
        let steps = strides(shape.input);
        let grid = Grid {
            first: (0..3).map(|i| phase[i] * steps[i]).sum(),
            sizes: std::array::from_fn(|i| (shape.input[i] - phase[i]).div_ceil(shape.windows[i].stride)),
            steps: std::array::from_fn(|i| steps[i] * shape.windows[i].stride),
        };
        Part { elements, offsets, grid }
    }
}

/// How the input lies for the forward pass.
pub(super) fn input_places(shape: &ConvShape) -> Places {
    let axis = |i: usize| Axis::seen(&shape.windows[i], shape.input[i], shape.output[i]);
    Places::new([axis(0), axis(1), axis(2)])
}

/// The slice, row and column of each element of the kernel, in order, as it is dilated.
pub(super) fn reaches(shape: &ConvShape) -> impl Iterator<Item = [usize; 3]> + use<> {
    let windows = shape.windows;
    indices(shape.kernel()).map(move |at| std::array::from_fn(|i| at[i] * windows[i].dilation))
}

pub(super) fn elements(shape: &ConvShape) -> usize {
    shape.kernel().iter().product()
}

pub(super) fn indices(sizes: [usize; 3]) -> impl Iterator<Item = [usize; 3]> {
    let [_, rows, columns] = sizes;
    (0..sizes.iter().product()).map(move |i| [i / (rows * columns), i / columns % rows, i % columns])
}
