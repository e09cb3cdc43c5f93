//! A channel between its padding, with the elements that lie a stride apart side by side.

use std::ops::Range;

use crate::kernels::permute::every;
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
    /// How far a channel is from the next before it is laid out, and a row from the next.
    apart: [usize; 2],
}

impl Places {
    pub(super) fn new(axes: [Axis; 3]) -> Self {
        let [slices, rows, columns] = axes.map(|axis| axis.size);
        Places { axes, apart: [slices * rows * columns, columns] }
    }

    /// The same of several samples of so many channels, each of one row, as the rows of one image.
    pub(super) fn together(mut self, samples: usize, channels: usize) -> Self {
        let row = &mut self.axes[1];
        (row.size, row.part) = (samples, samples);
        self.apart = [self.axes[2].size, channels * self.axes[2].size];
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

    /// Lays out what the outputs from `start` on, along slices and rows, see of some channels of an image. Where there is
    /// padding at the ends of rows, zeros stand there already.
    pub(super) fn fill<A: Float>(
        &self,
        image: &[A],
        channels: Range<usize>,
        start: [usize; 2],
        padded: &mut [A],
    ) {
        let ([_, rows, columns], [plane, apart]) = (self.axes, self.apart);
        let runs: Vec<Run> = (0..columns.stride).map(|first| self.run(first)).collect();
        let of_axis = |axis: usize| {
            let line = move |at| (self.axes[axis].element(at, start[axis]), self.along(axis, at));
            (0..self.axes[axis].len()).map(line)
        };
        let lines: Vec<_> = of_axis(0)
            .flat_map(|(slice, at)| {
                of_axis(1).map(move |(row, along)| {
                    (slice.zip(row).map(|(slice, row)| (slice * rows.size + row) * apart), at + along)
                })
            })
            .collect();
        for (channel, padded) in channels.zip(padded.chunks_mut(self.channel())) {
            fill_channel(&image[channel * plane..], &lines, columns, &runs, padded);
        }
    }

    /// The elements of a row from the `first` on that lie a stride apart.
    fn run(&self, first: usize) -> Run {
        let Axis { before, stride, part, size } = self.axes[2];
        let at = first + before;
        let len = part.saturating_sub(at / stride).min(size.saturating_sub(first).div_ceil(stride));
        let elements = first.min(size)..size.min(first + len * stride);
        Run { elements, at: self.along(2, at), phase: self.along(2, first) }
    }
}

/// Elements of a row that lie a stride apart, and where they stand side by side.
struct Run {
    elements: Range<usize>,
    /// From the beginning of a row of the padded channel.
    at: usize,
    /// Where what lies a stride apart begins, padding included.
    phase: usize,
}

simd! {
    /// For each row of a padded channel where in the channel the row begins that stands there, if any.
    fn fill_channel[A: Float](
        channel: &[A],
        lines: &[(Option<usize>, usize)],
        columns: Axis,
        runs: &[Run],
        padded: &mut [A],
    ) {
        for &(line, at) in lines {
            let to = &mut padded[at..];
            let line = line.map(|line| &channel[line..][..columns.size]);
            for Run { elements, at, phase } in runs {
                match line {
                    Some(line) => every(columns.stride, &line[elements.clone()], &mut to[*at..]),
                    None => to[*phase..][..columns.part].fill(A::zero()),
                }
            }
        }
    }
}
