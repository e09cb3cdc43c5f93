//! How the kernel of a transposed convolution moves: the arguments that are not tensors.

use crate::shape::Window;

/// How the kernel of a transposed convolution over `D` axes moves: the arguments that are not tensors.
///
/// ```
/// use nn_core::ops::ConvTranspose2dOptions;
/// use nn_core::prelude::*;
///
/// let x = Tensor::<4>::zeros([8, 16, 7, 7]);
/// let options = ConvTranspose2dOptions::new().stride([2, 2]).padding([1, 1]);
/// let weight = Tensor::zeros([16, 3, 4, 4]);
/// assert_eq!(x.conv_transpose2d(weight, None, options).shape(), [8, 3, 14, 14]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConvTransposeOptions<const D: usize> {
    /// How far the kernel moves in the output along each axis from one element of the input to the next.
    pub stride: [usize; D],
    /// How much is cut off from each side of the output.
    pub padding: [usize; D],
    /// By how much the output is larger at the end of each axis.
    pub output_padding: [usize; D],
    /// How far the elements of the kernel are apart along each axis.
    pub dilation: [usize; D],
    /// The number of groups of channels that do not see each other.
    pub groups: usize,
}

/// How the kernel of a transposed convolution moves over sequences.
pub type ConvTranspose1dOptions = ConvTransposeOptions<1>;

/// How the kernel of a transposed convolution moves over images.
pub type ConvTranspose2dOptions = ConvTransposeOptions<2>;

/// How the kernel of a transposed convolution moves through volumes.
pub type ConvTranspose3dOptions = ConvTransposeOptions<3>;

impl<const D: usize> ConvTransposeOptions<D> {
    /// A stride and a dilation of 1, no padding, and one group.
    pub const fn new() -> Self {
        let (stride, dilation) = ([1; D], [1; D]);
        ConvTransposeOptions { stride, padding: [0; D], output_padding: [0; D], dilation, groups: 1 }
    }

    /// Sets how far the kernel moves along each axis from one element to the next; by default 1.
    pub const fn stride(mut self, stride: [usize; D]) -> Self {
        self.stride = stride;
        self
    }

    /// Sets how much is cut off from each side of each axis; by default 0.
    pub const fn padding(mut self, padding: [usize; D]) -> Self {
        self.padding = padding;
        self
    }

    /// Sets by how much the output is larger at the end of each axis; by default 0. A convolution with a stride makes the
    /// same of several sizes; this says which of them comes back.
    pub const fn output_padding(mut self, output_padding: [usize; D]) -> Self {
        self.output_padding = output_padding;
        self
    }

    /// Sets how far the elements of the kernel are apart along each axis; by default 1.
    pub const fn dilation(mut self, dilation: [usize; D]) -> Self {
        self.dilation = dilation;
        self
    }

    /// Sets the number of groups of channels that do not see each other; by default 1.
    pub const fn groups(mut self, groups: usize) -> Self {
        self.groups = groups;
        self
    }

    /// Whether so many channels fall into the groups.
    pub(crate) const fn divide(&self, channels: usize) -> bool {
        self.groups > 0 && channels.is_multiple_of(self.groups)
    }

    /// How a kernel of `kernel` elements moves along one of the axes.
    pub(crate) const fn window(&self, axis: usize, kernel: usize) -> Window {
        let (stride, dilation, padding) = (self.stride[axis], self.dilation[axis], [self.padding[axis]; 2]);
        Window { stride, dilation, padding, ..Window::new(kernel) }
    }

    /// Whether what is added at the end is less than a step of the kernel, along each axis.
    pub(crate) const fn adds_little(&self) -> bool {
        let (mut little, mut axis) = (true, 0);
        while axis < D {
            let more = self.output_padding[axis];
            little &= more == 0 || more < self.stride[axis] || more < self.dilation[axis];
            axis += 1;
        }
        little
    }
}

impl<const D: usize> Default for ConvTransposeOptions<D> {
    fn default() -> Self {
        Self::new()
    }
}
