//! The patches of an image or a volume as the columns of a matrix, and back.

use std::ops::Range;

use crate::shape::Window;
use crate::storage::Float;

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

    fn kernel(&self) -> [usize; 3] {
        self.windows.map(|window| window.kernel)
    }

    /// The elements of the kernel, each by its slice, row and column.
    fn taps(&self) -> impl Iterator<Item = [usize; 3]> + use<> {
        let [kd, kh, kw] = self.kernel();
        (0..kd).flat_map(move |z| (0..kh).flat_map(move |y| (0..kw).map(move |x| [z, y, x])))
    }

    /// The slices in which these rows of the output are, each with its own rows.
    fn slices(&self, rows: Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> + use<> {
        let height = self.output[1];
        (rows.start / height..rows.end.div_ceil(height)).map(move |z| {
            let first = z * height;
            (z, rows.start.max(first) - first..rows.end.min(first + height) - first)
        })
    }

    /// The output columns that see an element of the input, not padding, as their element `kx`.
    fn inside(&self, kx: usize) -> Range<usize> {
        self.windows[2].inside(kx, self.input[2], self.output[2])
    }

    /// Where the source slice of slice `z` of the output begins in its channel, if it lies within the input.
    fn source_slice(&self, z: usize, kz: usize) -> Option<usize> {
        Some(self.windows[0].source(z, kz, self.input[0])? * self.input[1] * self.input[2])
    }

    /// Where the source row of row `y` of the output begins in its slice, if it lies within the input.
    #[inline(always)]
    fn source_row(&self, y: usize, ky: usize) -> Option<usize> {
        Some(self.windows[1].source(y, ky, self.input[1])? * self.input[2])
    }

    /// The source column of output column `x`, which is one that [`inside`](Self::inside) gives.
    fn source_column(&self, x: usize, kx: usize) -> usize {
        let Window { stride, dilation, padding, .. } = self.windows[2];
        x * stride + kx * dilation - padding[0]
    }
}

fn shaped<const N: usize>(first: [usize; 2], sizes: [usize; 3]) -> [usize; N] {
    let mut shape = [0; N];
    shape[..2].copy_from_slice(&first);
    shape[2..].copy_from_slice(&sizes[5 - N..]);
    shape
}

/// Where a patch matrix lies in its buffer: its first column, and how far its rows are apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns {
    pub(crate) first: usize,
    pub(crate) stride: usize,
}

/// Writes the patches of the output rows `rows` as columns: row `(channel, kz, ky, kx)` of the matrix holds, for each
/// output pixel, the input element under that kernel element.
pub(crate) fn im2col<A: Float>(
    image: &[A],
    shape: &ConvShape,
    rows: Range<usize>,
    col: &mut [A],
    at: Columns,
) {
    let width = shape.output[2];
    let mut start = at.first;
    for plane in image.chunks_exact(shape.plane()) {
        for [kz, ky, kx] in shape.taps() {
            let inside = shape.inside(kx);
            let line = &mut col[start..start + rows.len() * width];
            start += at.stride;
            let mut lines = line.chunks_exact_mut(width);
            for (z, rows) in shape.slices(rows.clone()) {
                let slice = shape.source_slice(z, kz);
                for (y, line) in rows.zip(&mut lines) {
                    match slice.and_then(|slice| Some(slice + shape.source_row(y, ky)?)) {
                        None => line.fill(A::zero()),
                        Some(row) => {
                            let source = &plane[row..row + shape.input[2]];
                            copy_line(source, line, inside.clone(), kx, shape);
                        }
                    }
                }
            }
        }
    }
}

fn copy_line<A: Float>(source: &[A], line: &mut [A], inside: Range<usize>, kx: usize, shape: &ConvShape) {
    line[..inside.start].fill(A::zero());
    line[inside.end..].fill(A::zero());
    if inside.is_empty() {
        return;
    }
    let stride = shape.windows[2].stride;
    let first = shape.source_column(inside.start, kx);
    let line = &mut line[inside];
    if stride == 1 {
        line.copy_from_slice(&source[first..first + line.len()]);
    } else {
        for (x, &source) in line.iter_mut().zip(source[first..].iter().step_by(stride)) {
            *x = source;
        }
    }
}

/// The opposite of [`im2col`]: adds each element of the patch matrix to the input element that it came from.
pub(crate) fn col2im<A: Float>(
    col: &[A],
    shape: &ConvShape,
    rows: Range<usize>,
    image: &mut [A],
    at: Columns,
) {
    let width = shape.output[2];
    let mut start = at.first;
    for plane in image.chunks_exact_mut(shape.plane()) {
        for [kz, ky, kx] in shape.taps() {
            let inside = shape.inside(kx);
            let line = &col[start..start + rows.len() * width];
            start += at.stride;
            if inside.is_empty() {
                continue;
            }
            let mut lines = line.chunks_exact(width);
            for (z, rows) in shape.slices(rows.clone()) {
                let slice = shape.source_slice(z, kz);
                for (y, line) in rows.zip(&mut lines) {
                    if let Some(row) = slice.and_then(|slice| Some(slice + shape.source_row(y, ky)?)) {
                        let target = &mut plane[row..row + shape.input[2]];
                        add_line(&line[inside.clone()], target, inside.start, kx, shape);
                    }
                }
            }
        }
    }
}

fn add_line<A: Float>(line: &[A], target: &mut [A], first: usize, kx: usize, shape: &ConvShape) {
    let stride = shape.windows[2].stride;
    let first = shape.source_column(first, kx);
    if stride == 1 {
        for (target, &x) in target[first..first + line.len()].iter_mut().zip(line) {
            *target += x;
        }
    } else {
        for (target, &x) in target[first..].iter_mut().step_by(stride).zip(line) {
            *target += x;
        }
    }
}
