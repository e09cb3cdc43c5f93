//! A channel between its padding, with the elements that lie a stride apart side by side.

use crate::kernels::permute::every;
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
}

impl Places {
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
        let (mut phase, mut inside) = (0, 0);
        for (axis, at) in self.axes.iter().zip(at) {
            phase = phase * axis.stride + at % axis.stride;
            inside = inside * axis.part + at / axis.stride;
        }
        phase * self.axes.iter().map(|axis| axis.part).product::<usize>() + inside
    }

    /// Lays out what the outputs from `start` on, along slices and rows, see of some channels. Where there is padding at
    /// the ends of rows, zeros stand there already.
    pub(super) fn fill<A: Float>(&self, channels: &[A], start: [usize; 2], padded: &mut [A]) {
        let [slices, rows, columns] = self.axes;
        let size = slices.size * rows.size * columns.size;
        for (channel, padded) in channels.chunks_exact(size).zip(padded.chunks_mut(self.channel())) {
            for (slice, row) in
                (0..slices.len()).flat_map(|slice| (0..rows.len()).map(move |row| (slice, row)))
            {
                match slices.element(slice, start[0]).zip(rows.element(row, start[1])) {
                    Some((i, j)) => {
                        let line = &channel[(i * rows.size + j) * columns.size..][..columns.size];
                        self.fill_row(line, [slice, row], padded);
                    }
                    None => self.clear_row([slice, row], padded),
                }
            }
        }
    }

    fn clear_row<A: Float>(&self, [slice, row]: [usize; 2], padded: &mut [A]) {
        let Axis { stride, part, .. } = self.axes[2];
        for first in 0..stride {
            padded[self.place([slice, row, first])..][..part].fill(A::zero());
        }
    }

    fn fill_row<A: Float>(&self, line: &[A], [slice, row]: [usize; 2], padded: &mut [A]) {
        let Axis { before, stride, part, .. } = self.axes[2];
        for first in 0..stride.min(line.len()) {
            let at = first + before;
            let target = &mut padded[self.place([slice, row, at])..];
            let len = part.saturating_sub(at / stride).min((line.len() - first).div_ceil(stride));
            let end = line.len().min(first + len * stride);
            every(stride, &line[first.min(end)..end], target);
        }
    }
}
