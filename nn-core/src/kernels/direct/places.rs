//! A channel between its padding, with the elements that lie a stride apart side by side.

use std::ops::Range;

use crate::kernels::phases::{Run, put_runs};
use crate::kernels::simd::simd;
use crate::shape::Window;
use crate::storage::Float;

/// How many elements that lie so are at work at a time, so that they stay in the second-level cache.
pub(super) const OPERAND: usize = 48 * 1024;

/// How the elements of an axis lie: element `i`, padding included, is number `i / stride` of part `i % stride`, so that
/// what neighbouring outputs see stands together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    pub(super) size: usize,
    /// The padding in front.
    pub(super) before: usize,
    pub(super) stride: usize,
    /// The elements of a part.
    pub(super) part: usize,
}

impl Axis {
    /// What a convolution sees of its input.
    pub(super) fn seen(window: &Window, size: usize, output: usize) -> Self {
        let part = output.saturating_add((window.span() - 1) / window.stride);
        Axis { size, before: window.padding[0], stride: window.stride, part }
    }

    /// What the gradient of the input sees of that of the output.
    pub(super) fn seen_back(window: &Window, size: usize, output: usize) -> Self {
        let before = (window.span() - 1) / window.stride;
        let last = (window.stride.min(size) - 1 + window.padding[0]) / window.stride;
        Axis { size: output, before, stride: 1, part: size.div_ceil(window.stride) + last + before }
    }

    pub(super) fn len(&self) -> usize {
        self.stride.saturating_mul(self.part)
    }

    /// Which element stands at a place of what the outputs from `start` on see, if none of the padding.
    fn element(&self, at: usize, start: usize) -> Option<usize> {
        (at + start * self.stride).checked_sub(self.before).filter(|element| *element < self.size)
    }
}

/// How a channel of slices, rows and columns lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    pub(super) axes: [Axis; 3],
    /// How far a channel is from the next before it is laid out, a slice, and a row.
    apart: [usize; 3],
}

impl Places {
    pub(super) fn new(axes: [Axis; 3]) -> Self {
        let [slices, rows, columns] = axes.map(|axis| axis.size);
        Places { axes, apart: [slices * rows * columns, rows * columns, columns] }
    }

    /// The same of several samples of so many channels, each of one slice or one row, as those of one image.
    pub(super) fn together(mut self, axis: usize, samples: usize, channels: usize) -> Self {
        (self.axes[axis].size, self.axes[axis].part) = (samples, samples);
        self.apart[1 + axis] = channels * self.apart[0];
        self
    }

    /// The same of what so many outputs along an axis see, instead of so many.
    pub(super) fn band(mut self, axis: usize, count: usize, outputs: usize) -> Self {
        self.axes[axis].part -= outputs - count;
        self
    }

    /// From a slice to the next, a row to the next, a column to the next.
    pub(super) fn steps(&self) -> [usize; 3] {
        let [_, rows, columns] = self.axes.map(|axis| axis.part);
        [rows * columns, columns, 1]
    }

    /// The elements of a channel.
    pub(super) fn channel(&self) -> usize {
        self.axes.iter().fold(1, |len, axis| len.saturating_mul(axis.len()))
    }

    pub(super) fn place(&self, at: [usize; 3]) -> usize {
        self.along(0, at[0]) + self.along(1, at[1]) + self.along(2, at[2])
    }

    /// How far a place along an axis is from the first one.
    fn along(&self, axis: usize, at: usize) -> usize {
        let [_, rows, columns] = self.axes;
        let (phases, inside) = match axis {
            0 => (rows.stride * columns.stride, rows.part * columns.part),
            1 => (columns.stride, columns.part),
            _ => (1, 1),
        };
        let (size, Axis { stride, .. }) =
            (self.axes.iter().map(|axis| axis.part).product::<usize>(), self.axes[axis]);
        at % stride * phases * size + at / stride * inside
    }

    /// The rows of a channel of what the outputs from `start` on, along slices and rows, see.
    pub(super) fn lines(&self, start: [usize; 2]) -> Vec<Line> {
        let of_axis = |axis: usize| -> Vec<_> {
            let one = |at| (self.axes[axis].element(at, start[axis]), self.along(axis, at));
            (0..self.axes[axis].len()).map(one).collect()
        };
        let (rows, [_, slice_apart, row_apart]) = (of_axis(1), self.apart);
        let mut lines = Vec::with_capacity(self.axes[0].len() * rows.len());
        for (slice, at) in of_axis(0) {
            lines.extend(rows.iter().map(|(row, along)| Line {
                from: slice.zip(*row).map(|(slice, row)| slice * slice_apart + row * row_apart),
                to: at + along,
            }));
        }
        lines
    }

    /// Lays out these rows of some channels of an image. Where there is padding at the ends of rows, zeros stand there already.
    pub(super) fn fill<A: Float>(
        &self,
        image: &[A],
        channels: Range<usize>,
        lines: &[Line],
        padded: &mut [A],
    ) {
        let columns = self.axes[2];
        let runs: Vec<Run> = (0..columns.stride).map(|first| self.run(first)).collect();
        let padding = vec![A::zero(); columns.size];
        for (channel, padded) in channels.zip(padded.chunks_mut(self.channel())) {
            fill_channel(&image[channel * self.apart[0]..], lines, &padding, &runs, padded);
        }
    }

    /// The elements of a row from the `first` on that lie a stride apart.
    fn run(&self, first: usize) -> Run {
        let Axis { before, stride, part, size } = self.axes[2];
        let at = first + before;
        let len = part.saturating_sub(at / stride).min(size.saturating_sub(first).div_ceil(stride));
        Run::new(first, self.along(2, at), len)
    }
}

/// A row of a padded channel.
pub(super) struct Line {
    /// Where in the channel the row begins that stands there, if it is not padding.
    from: Option<usize>,
    /// Where it begins in the padded channel.
    to: usize,
}

simd! {
    fn fill_channel[A: Float](
        channel: &[A],
        lines: &[Line],
        padding: &[A],
        runs: &[Run],
        padded: &mut [A],
    ) {
        for &Line { from, to } in lines {
            let row = from.map_or(padding, |from| &channel[from..][..padding.len()]);
            put_runs(row, runs, &mut padded[to..]);
        }
    }
}
