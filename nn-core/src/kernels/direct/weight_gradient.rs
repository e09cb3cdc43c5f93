//! The gradient of the weight: for each element of the kernel the products of the gradient of the output and of what the
//! element sees.

use std::ops::Range;

use super::part::{input_places, reaches};
use super::places::{OPERAND, Places};
use super::sums::{CorrelateBack, Line};
use crate::kernels::conv_shape::ConvShape;
use crate::kernels::matrix::Matrix;
use crate::kernels::panels::{divided, lay_out};
use crate::storage::{Float, recycle, scratch, zeros};

/// About how many outputs are summed at once, so that their gradients stay in the first-level cache.
const OUTPUTS: usize = 256;

pub(super) struct WeightGradient<'a> {
    shape: &'a ConvShape,
    places: Places,
    /// Where each element of the kernel lies in a channel, from an output on.
    offsets: Vec<usize>,
    /// The outputs of a channel, in groups that are summed at once.
    groups: Vec<Vec<Line>>,
}

impl<'a> WeightGradient<'a> {
    pub(super) fn new(shape: &'a ConvShape) -> Self {
        let places = input_places(shape);
        let [slice, row, _] = places.steps();
        let [slices, rows, columns] = shape.output;
        let starts = (0..slices * rows).map(|line| line / rows * slice + line % rows * row);
        let pieces = starts.flat_map(|start| {
            let piece = move |first| Line { start: start + first, len: OUTPUTS.min(columns - first) };
            (0..columns).step_by(OUTPUTS).map(piece)
        });
        let lines: Vec<Line> = pieces.collect();
        let groups = lines.chunks((OUTPUTS / columns).max(1)).map(<[Line]>::to_vec).collect();
        WeightGradient { shape, places, offsets: reaches(shape).map(|at| places.place(at)).collect(), groups }
    }

    /// The part of some samples, for some channels of the output.
    pub(super) fn of<A: Float>(&self, x: &[A], dy: &[A], channels: Range<usize>) -> Vec<A> {
        let shape = self.shape;
        let (inputs, outputs) = (shape.in_channels * shape.plane(), shape.out_channels * shape.pixels());
        let (panels, width) = divided::<A>(channels.len());
        let channel = self.places.channel();
        let at_once = (OPERAND / channel).clamp(1, shape.in_channels);
        let mut padded = zeros(at_once * channel);
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
                self.places.fill(x, seen.clone(), [0; 2], &mut padded);
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
        for lines in &self.groups {
            let outputs = first..first + lines.iter().map(|line| line.len).sum::<usize>();
            first = outputs.end;
            let panels = gradients.chunks_exact(self.shape.pixels() * width);
            for (sums, gradients) in sums.chunks_exact_mut(self.shape.patch() * width).zip(panels) {
                let sums = &mut sums[channels.start * elements * width..channels.end * elements * width];
                let gradients = &gradients[outputs.start * width..outputs.end * width];
                CorrelateBack { x: padded, offsets: &offsets, lines, channels: width, gradients, sums }.run();
            }
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
