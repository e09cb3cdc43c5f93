//! The sizes of a convolution.

use crate::shape::Window;

/// The sizes of a convolution over volumes. That over images has a depth of 1, and that over sequences a height of 1 as
/// well.
#[derive(Clone, Copy, Debug)]
pub struct ConvShape {
    /// The number of samples.
    pub batch: usize,
    /// The channels of the input.
    pub in_channels: usize,
    /// The channels of the output.
    pub out_channels: usize,
    /// Groups of channels that do not see each other.
    pub groups: usize,
    /// Slices, rows and columns of the input.
    pub input: [usize; 3],
    /// Slices, rows and columns of the output.
    pub output: [usize; 3],
    /// How the kernel moves through the slices, down the rows and along the columns.
    pub windows: [Window; 3],
}

impl ConvShape {
    /// The shape of the result, with so many axes: a convolution over fewer than three leaves out those of size 1.
    pub(crate) fn result<const N: usize>(&self) -> [usize; N] {
        shaped([self.batch, self.out_channels], self.output)
    }

    /// The shape of what goes in, which is the result of the transposed convolution.
    pub(crate) fn operand<const N: usize>(&self) -> [usize; N] {
        shaped([self.batch, self.in_channels], self.input)
    }

    /// How often a number is multiplied and added.
    pub(crate) fn multiply_adds(&self) -> u64 {
        let outputs = self.batch * self.out_channels * self.pixels();
        (outputs as u64).saturating_mul(self.patch() as u64)
    }

    /// The elements of one channel of the input.
    pub(crate) fn plane(&self) -> usize {
        self.input.iter().product()
    }

    /// The elements of one channel of the output.
    pub(crate) fn pixels(&self) -> usize {
        self.output.iter().product()
    }

    /// The rows of one channel of the output, those of all slices.
    pub(crate) fn rows(&self) -> usize {
        self.output[0] * self.output[1]
    }

    /// The rows of the patch matrix of one group.
    pub(crate) fn patch(&self) -> usize {
        self.in_channels / self.groups * self.kernel().iter().product::<usize>()
    }

    /// Whether the patch matrix is the image itself.
    pub(crate) fn is_pointwise(&self) -> bool {
        let single = |window: &Window| window.kernel == 1 && window.stride == 1;
        self.windows.iter().all(single) && self.input == self.output
    }

    pub(super) fn kernel(&self) -> [usize; 3] {
        self.windows.map(|window| window.kernel)
    }
}

fn shaped<const N: usize>(first: [usize; 2], sizes: [usize; 3]) -> [usize; N] {
    let mut shape = [0; N];
    shape[..2].copy_from_slice(&first);
    shape[2..].copy_from_slice(&sizes[5 - N..]);
    shape
}
