//! The gradient of the weight: for each element of the kernel the products of the gradient of the output and of what the
//! element sees.

use std::ops::Range;

use super::part::{input_places, reaches};
use super::places::{Line, OPERAND, Places};
use super::sums::{CorrelateBack, Offset, WINDOW};
use crate::kernels::conv_shape::ConvShape;
use crate::kernels::matrix::Matrix;
use crate::kernels::panels::{divided, lay_out};
use crate::storage::{Float, recycle, scratch, zeros};

/// The most outputs that are summed at once, so that their gradients stay in the first-level cache.
const OUTPUTS: usize = 256;
/// How far what one of them sees may lie behind what the first one does.
const FAR: usize = Offset::MAX as usize - OUTPUTS;

/// Outputs that are summed at once, neighbours in the result.
struct Group {
    /// Where what the first of them sees begins.
    start: usize,
    len: usize,
}

impl Group {
    /// All outputs of a channel of so many slices, rows and columns, which see what is so far apart; and how far what each
    /// output of a group sees lies behind what the first one does.
    fn all([slices, rows, columns]: [usize; 3], [slice, row, _]: [usize; 3]) -> (Vec<Self>, Vec<Offset>) {
        let start = |line: usize| line / rows * slice + line % rows * row;
        let width = columns.min(OUTPUTS);
        let most = (OUTPUTS / width).min(FAR / row + 1);
        // Whole slices, or rows of one.
        let (at_once, together) = match (most / rows).min(FAR / slice) {
            0 => (most.min(rows), rows),
            count => (count * rows, slices * rows),
        };
        let mut groups = Vec::new();
        for first in (0..slices * rows).step_by(together) {
            for line in (first..first + together).step_by(at_once) {
                let lines = at_once.min(first + together - line);
                let pieces = (0..columns).step_by(width);
                let group = |at| Group { start: start(line) + at, len: lines * width.min(columns - at) };
                groups.extend(pieces.map(group));
            }
        }
        let reach = (0..at_once * width).map(|i| (start(i / width) + i % width) as Offset).collect();
        (groups, reach)
    }
}

pub(super) struct WeightGradient<'a> {
    shape: &'a ConvShape,
    places: Places,
    lines: Vec<Line>,
    /// Where each element of the kernel lies in a channel, from an output on.
    offsets: Vec<usize>,
    /// The outputs of a channel.
    groups: Vec<Group>,
    /// How far what each output of a group sees lies behind what the first one does.
    reach: Vec<Offset>,
}

impl<'a> WeightGradient<'a> {
    pub(super) fn new(shape: &'a ConvShape) -> Self {
        let places = input_places(shape);
        let (groups, reach) = Group::all(shape.output, places.steps());
        let offsets = reaches(shape).map(|at| places.place(at)).collect();
        WeightGradient { shape, lines: places.lines([0; 2]), places, offsets, groups, reach }
    }

    /// The part of some samples, for some channels of the output.
    pub(super) fn of<A: Float>(&self, x: &[A], dy: &[A], channels: Range<usize>) -> Vec<A> {
        let shape = self.shape;
        let (inputs, outputs) = (shape.in_channels * shape.plane(), shape.out_channels * shape.pixels());
        let (panels, width) = divided::<A>(channels.len());
        let channel = self.places.channel();
        let at_once = (OPERAND / channel).clamp(1, shape.in_channels);
        let mut padded = scratch(at_once * channel + WINDOW);
        padded[..at_once * channel].fill(A::zero());
        let mut sums = zeros(panels * shape.patch() * width);
        let mut gradients = zeros(panels * shape.pixels() * width);
        for (x, dy) in x.chunks(inputs).zip(dy.chunks(outputs)) {
            let dy = &dy[channels.start * shape.pixels()..channels.end * shape.pixels()];
            let dy = Matrix::new(dy, channels.len(), shape.pixels()).t();
            for (i, panel) in gradients.chunks_exact_mut(shape.pixels() * width).enumerate() {
                lay_out(dy, i * width, width, panel);
            }
            for first in (0..shape.in_channels).step_by(at_once) {
                let seen = first..(first + at_once).min(shape.in_channels);
                self.places.fill(x, seen.clone(), &self.lines, &mut padded);
                self.add_some(&padded, seen, (&gradients, width), &mut sums);
            }
        }
        let dw = self.by_channels(&sums, width, channels.len());
        [padded, sums, gradients].into_iter().for_each(recycle);
        dw
    }

    /// Adds the part of some input channels of a sample.
    fn add_some<A: Float>(
        &self,
        padded: &[A],
        channels: Range<usize>,
        (gradients, width): (&[A], usize),
        sums: &mut [A],
    ) {
        let (size, elements) = (self.places.channel(), self.offsets.len());
        let offsets: Vec<usize> =
            (0..channels.len()).flat_map(|c| self.offsets.iter().map(move |at| c * size + at)).collect();
        let mut first = 0;
        for &Group { start, len } in &self.groups {
            let places = &self.reach[..len];
            let panels = gradients.chunks_exact(self.shape.pixels() * width);
            for (sums, gradients) in sums.chunks_exact_mut(self.shape.patch() * width).zip(panels) {
                let sums = &mut sums[channels.start * elements * width..channels.end * elements * width];
                let gradients = &gradients[first * width..][..len * width];
                let (x, offsets) = (&padded[start..], &offsets);
                CorrelateBack { x, offsets, places, channels: width, gradients, sums }.run();
            }
            first += len;
        }
    }

    /// The sums in the order of the weight.
    fn by_channels<A: Float>(&self, sums: &[A], width: usize, channels: usize) -> Vec<A> {
        let patch = self.shape.patch();
        let mut dw = scratch(channels * patch);
        for (o, row) in dw.chunks_exact_mut(patch).enumerate() {
            let sums = &sums[o / width * patch * width + o % width..];
            row.iter_mut().zip(sums.iter().step_by(width)).for_each(|(dw, sum)| *dw = *sum);
        }
        dw
    }
}
