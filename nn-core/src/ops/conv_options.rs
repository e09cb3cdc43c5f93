//! How the kernel of a convolution moves: the arguments that are not tensors.

use crate::shape::Window;

/// How the kernel of a convolution over `D` axes moves: the arguments that are not tensors. Convolutions of sequences
/// take [`Conv1dOptions`], those of images [`Conv2dOptions`], those of volumes [`Conv3dOptions`].
///
/// ```
/// use nn_core::ops::{Conv1dOptions, Conv2dOptions};
/// use nn_core::prelude::*;
///
/// let x = Tensor::<4>::zeros([8, 3, 32, 32]);
/// let options = Conv2dOptions::new().stride([2, 2]).padding([1, 1]);
/// assert_eq!(x.conv2d(Tensor::zeros([16, 3, 3, 3]), None, options).shape(), [8, 16, 16, 16]);
///
/// let x = Tensor::<3>::zeros([8, 3, 32]);
/// let options = Conv1dOptions::new().dilation([4]);
/// assert_eq!(x.conv1d(Tensor::zeros([16, 3, 3]), None, options).shape(), [8, 16, 24]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConvOptions<const D: usize> {
    /// How far the kernel moves along each axis from one position to the next.
    pub stride: [usize; D],
    /// The zeros around the input.
    pub padding: Padding<D>,
    /// How far the elements of the kernel are apart along each axis.
    pub dilation: [usize; D],
    /// The number of groups of channels that do not see each other.
    pub groups: usize,
}

/// How the kernel of a convolution moves over sequences.
pub type Conv1dOptions = ConvOptions<1>;

/// How the kernel of a convolution moves over images.
pub type Conv2dOptions = ConvOptions<2>;

/// How the kernel of a convolution moves through volumes.
pub type Conv3dOptions = ConvOptions<3>;

/// The zeros around the input of a convolution over `D` axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Padding<const D: usize> {
    /// So many zeros on each side of each axis: of an image, rows above and below, then columns on the left and on the
    /// right.
    Zeros([usize; D]),
    /// As many as make the output as large as the input, for a stride of 1. An odd one goes to the end.
    Same,
}

impl<const D: usize> ConvOptions<D> {
    /// A stride and a dilation of 1, no padding, and one group.
    pub const fn new() -> Self {
        ConvOptions { stride: [1; D], padding: Padding::Zeros([0; D]), dilation: [1; D], groups: 1 }
    }

    /// Sets how far the kernel moves along each axis from one position to the next; by default 1.
    pub const fn stride(mut self, stride: [usize; D]) -> Self {
        self.stride = stride;
        self
    }

    /// Sets the zeros on each side of each axis; by default 0.
    pub const fn padding(mut self, padding: [usize; D]) -> Self {
        self.padding = Padding::Zeros(padding);
        self
    }

    /// Pads by as much as makes the output as large as the input, for a stride of 1: PyTorch's `padding="same"`.
    pub const fn padding_same(mut self) -> Self {
        self.padding = Padding::Same;
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
        let (stride, dilation) = (self.stride[axis], self.dilation[axis]);
        let window = Window { stride, dilation, ..Window::new(kernel) };
        match self.padding {
            Padding::Zeros(zeros) => Window { padding: [zeros[axis]; 2], ..window },
            Padding::Same => window.padded_to_same(),
        }
    }
}

impl<const D: usize> Default for ConvOptions<D> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const D: usize> Padding<D> {
    /// The padding for messages.
    #[cold]
    pub(super) fn describe(self) -> String {
        match self {
            Padding::Zeros(zeros) => format!("{zeros:?}"),
            Padding::Same => "\"same\"".to_owned(),
        }
    }
}
