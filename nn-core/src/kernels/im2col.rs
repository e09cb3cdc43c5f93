//! The patches of an image as the columns of a matrix, and back.

use std::ops::Range;

use crate::shape::Window;
use crate::storage::Float;

/// The sizes of a two-dimensional convolution. A one-dimensional one has a height of 1.
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
    /// Rows and columns of the input.
    pub input: [usize; 2],
    /// Rows and columns of the output.
    pub output: [usize; 2],
    /// How the kernel moves down and along the input.
    pub windows: [Window; 2],
}

impl ConvShape {
    /// How often a number is multiplied and added.
    pub(crate) fn multiply_adds(&self) -> u64 {
        let of_each = self.patch();
        let outputs = self.batch * self.out_channels * self.output[0] * self.output[1];
        (outputs as u64).saturating_mul(of_each as u64)
    }

    /// The elements of one channel of the input.
    pub(crate) fn plane(&self) -> usize {
        self.input[0] * self.input[1]
    }

    /// The elements of one channel of the output.
    pub(crate) fn pixels(&self) -> usize {
        self.output[0] * self.output[1]
    }

    /// The rows of the patch matrix of one group.
    pub(crate) fn patch(&self) -> usize {
        let [kh, kw] = self.kernel();
        self.in_channels / self.groups * kh * kw
    }

    /// Whether the patch matrix is the image itself.
    pub(crate) fn is_pointwise(&self) -> bool {
        let single = |window: &Window| window.kernel == 1 && window.stride == 1;
        self.windows.iter().all(single) && self.input == self.output
    }

    fn kernel(&self) -> [usize; 2] {
        self.windows.map(|window| window.kernel)
    }

    /// The output columns that see an element of the image, not padding, as their element `kx`.
    fn inside(&self, kx: usize) -> Range<usize> {
        self.windows[1].inside(kx, self.input[1], self.output[1])
    }

    /// The source row of output row `y`, if it lies within the image.
    fn source_row(&self, y: usize, ky: usize) -> Option<usize> {
        self.windows[0].source(y, ky, self.input[0])
    }

    /// The source column of output column `x`, which is one that [`inside`](Self::inside) gives.
    fn source_column(&self, x: usize, kx: usize) -> usize {
        let Window { stride, dilation, padding, .. } = self.windows[1];
        x * stride + kx * dilation - padding[0]
    }
}

/// Where a patch matrix lies in its buffer: its first column, and how far its rows are apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns {
    pub(crate) first: usize,
    pub(crate) stride: usize,
}

/// Writes the patches of the output rows `rows` as columns: row `(channel, ky, kx)` of the matrix holds, for each
/// output pixel, the input element under that kernel element.
pub(crate) fn im2col<A: Float>(
    image: &[A],
    shape: &ConvShape,
    rows: Range<usize>,
    col: &mut [A],
    at: Columns,
) {
    let width = shape.output[1];
    let [kh, kw] = shape.kernel();
    let mut start = at.first;
    for plane in image.chunks_exact(shape.plane()) {
        for ky in 0..kh {
            for kx in 0..kw {
                let inside = shape.inside(kx);
                let line = &mut col[start..start + rows.len() * width];
                start += at.stride;
                for (y, line) in rows.clone().zip(line.chunks_exact_mut(width)) {
                    match shape.source_row(y, ky) {
                        None => line.fill(A::zero()),
                        Some(row) => {
                            let source = &plane[row * shape.input[1]..(row + 1) * shape.input[1]];
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
    let stride = shape.windows[1].stride;
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
    let width = shape.output[1];
    let [kh, kw] = shape.kernel();
    let mut start = at.first;
    for plane in image.chunks_exact_mut(shape.plane()) {
        for ky in 0..kh {
            for kx in 0..kw {
                let inside = shape.inside(kx);
                let line = &col[start..start + rows.len() * width];
                start += at.stride;
                if inside.is_empty() {
                    continue;
                }
                for (y, line) in rows.clone().zip(line.chunks_exact(width)) {
                    if let Some(row) = shape.source_row(y, ky) {
                        let target = &mut plane[row * shape.input[1]..(row + 1) * shape.input[1]];
                        add_line(&line[inside.clone()], target, inside.start, kx, shape);
                    }
                }
            }
        }
    }
}

fn add_line<A: Float>(line: &[A], target: &mut [A], first: usize, kx: usize, shape: &ConvShape) {
    let stride = shape.windows[1].stride;
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
