//! Windows over planes and volumes: what each of them sees.

use std::ops::Range;

use crate::shape::Window;
use crate::storage::Float;

/// The windows along one axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Windows {
    /// How they slide, if they do.
    pub(crate) window: Option<Window>,
    /// The size of the axis.
    pub(crate) size: usize,
    /// What of it each window sees.
    pub(crate) ranges: Vec<Range<usize>>,
    /// The step between the elements of a window.
    pub(crate) step: usize,
    /// What an average over a window divides by.
    pub(crate) divisors: Vec<usize>,
}

impl Windows {
    /// None if the first window does not fit.
    pub(crate) fn sliding(size: usize, window: Window) -> Option<Self> {
        let ranges: Vec<_> = (0..window.output(size)?).map(|i| window.range(i, size)).collect();
        let divisors = ranges.iter().map(ExactSizeIterator::len).collect();
        Some(Windows { window: Some(window), size, ranges, step: window.dilation, divisors })
    }

    /// Averages count the padding on both sides, but not what is beyond it.
    pub(crate) fn count_padding(&mut self, window: Window) {
        for (i, divisor) in self.divisors.iter_mut().enumerate() {
            *divisor = window.len_with_padding(i, self.size);
        }
    }

    /// Averages divide by `divisor`, however many elements a window has.
    pub(crate) fn divide_by(&mut self, divisor: usize) {
        self.divisors.fill(divisor);
    }

    /// As many windows as asked for, as even as possible; they overlap where the size is no multiple.
    pub(crate) fn adaptive(size: usize, count: usize) -> Self {
        let ranges: Vec<_> = (0..count).map(|i| i * size / count..((i + 1) * size).div_ceil(count)).collect();
        let divisors = ranges.iter().map(ExactSizeIterator::len).collect();
        Windows { window: None, size, ranges, step: 1, divisors }
    }

    /// As many windows of `kernel` elements as asked for, from the first element to the last, whose steps are as even as
    /// possible: the random `sample`, from 0 to below 1, says which of them are longer.
    pub(crate) fn fractional<A: Float>(size: usize, kernel: usize, count: usize, sample: A) -> Self {
        let last = size.saturating_sub(kernel);
        let step = A::of(last as f64) / A::of(count.saturating_sub(1) as f64);
        let whole = |x: A| x.to_double() as usize;
        let start = |i: usize| match i + 1 == count {
            true => last,
            false => whole((A::of(i as f64) + sample) * step).saturating_sub(whole(sample * step)).min(last),
        };
        let ranges = (0..count).map(|i| start(i)..start(i) + kernel).collect();
        Windows { window: None, size, ranges, step: 1, divisors: vec![kernel; count] }
    }

    /// The number of windows.
    pub(crate) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// Whether the windows are neighbouring pairs, the most common case, which vectorises.
    pub(super) fn are_pairs(&self) -> bool {
        self.step == 1 && self.ranges.iter().enumerate().all(|(i, range)| *range == (2 * i..2 * i + 2))
    }
}

/// The windows of what one channel holds: of a sequence, which is a single row, of an image, which is a single slice, or
/// of a volume.
#[derive(Clone, Debug)]
pub struct Plane {
    /// Those along the depth, from slice to slice.
    pub depths: Windows,
    /// Those down the rows of a slice.
    pub rows: Windows,
    /// Those along the columns.
    pub cols: Windows,
    /// The number of axes.
    count: usize,
}

impl Plane {
    /// The windows over a sequence, an image or a volume.
    pub(crate) fn new<const D: usize>(axes: [Windows; D]) -> Self {
        let mut axes = axes.into_iter().rev().chain([Windows::adaptive(1, 1), Windows::adaptive(1, 1)]);
        let mut next = || axes.next().expect("at least one axis is pooled");
        let (cols, rows) = (next(), next());
        Plane { depths: next(), rows, cols, count: D }
    }

    /// The windows along the depth and down the rows of each row of the output.
    pub(super) fn lines(&self) -> impl Iterator<Item = [usize; 2]> + use<> {
        let (depth, height) = (self.depths.len(), self.rows.len());
        (0..depth).flat_map(move |z| (0..height).map(move |y| [z, y]))
    }

    /// Calls `f` with where each row begins that the windows of a row of the output see. Without `step_by`, which divides.
    #[inline(always)]
    pub(super) fn each_row(&self, [slice, row]: [usize; 2], mut f: impl FnMut(usize)) {
        let (slices, rows) = (&self.depths.ranges[slice], &self.rows.ranges[row]);
        let mut slice = slices.start;
        while slice < slices.end {
            let mut row = rows.start;
            while row < rows.end {
                f((slice * self.rows.size + row) * self.cols.size);
                row += self.rows.step;
            }
            slice += self.depths.step;
        }
    }

    pub(crate) fn input_len(&self) -> usize {
        self.depths.size * self.rows.size * self.cols.size
    }

    pub(crate) fn output_len(&self) -> usize {
        self.depths.len() * self.rows.len() * self.cols.len()
    }

    /// The windows of each of the last axes.
    pub(crate) fn axes(&self) -> Vec<Windows> {
        let axes = [&self.depths, &self.rows, &self.cols];
        axes[3 - self.count..].iter().map(|&windows| windows.clone()).collect()
    }

    /// How many planes one thread takes at a time, so that the result is the same for any number of threads.
    pub(super) fn group(&self) -> usize {
        (64 * 1024 / self.input_len().max(1)).max(1)
    }
}
