//! The gradient of the weight: for each element of the kernel the products of the gradient of the output and of what the
//! element sees.

use std::ops::Range;

use super::part::{input_places, reaches};
use super::places::{OPERAND, Places};
use super::sums::{CHANNELS, CorrelateBack, Line};
use crate::kernels::conv_shape::ConvShape;
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
        let panels = channels.len().div_ceil(CHANNELS);
        let channel = self.places.channel();
        let at_once = (OPERAND / channel).clamp(1, shape.in_channels);
        let mut padded = zeros(at_once * channel);
        let mut sums = vec![[A::zero(); CHANNELS]; panels * shape.patch()];
        let mut gradients = vec![[A::zero(); CHANNELS]; panels * shape.pixels()];
        for (x, dy) in x.chunks(inputs).zip(dy.chunks(outputs)) {
            self.gather(&dy[channels.start * shape.pixels()..channels.end * shape.pixels()], &mut gradients);
            for first in (0..shape.in_channels).step_by(at_once) {
                let seen = first..(first + at_once).min(shape.in_channels);
                self.places.fill(&x[first * shape.plane()..seen.end * shape.plane()], [0; 2], &mut padded);
                self.add_some(&padded, seen, &gradients, &mut sums);
            }
        }
        recycle(padded);
        self.by_channels(&sums, channels.len())
    }

    /// Adds the part of some input channels of a sample.
    fn add_some<A: Float>(
        &self,
        padded: &[A],
        channels: Range<usize>,
        gradients: &[[A; CHANNELS]],
        sums: &mut [[A; CHANNELS]],
    ) {
        let (size, elements) = (self.places.channel(), self.offsets.len());
        let offsets: Vec<usize> =
            (0..channels.len()).flat_map(|c| self.offsets.iter().map(move |at| c * size + at)).collect();
        let mut first = 0;
        for lines in &self.groups {
            let outputs = first..first + lines.iter().map(|line| line.len).sum::<usize>();
            first = outputs.end;
            let panels = gradients.chunks_exact(self.shape.pixels());
            for (sums, gradients) in sums.chunks_exact_mut(self.shape.patch()).zip(panels) {
                let sums = &mut sums[channels.start * elements..channels.end * elements];
                let gradients = &gradients[outputs.clone()];
                CorrelateBack { x: padded, offsets: &offsets, lines, gradients, sums }.run();
            }
        }
    }

    /// The gradients of a sample, for each output those of neighbouring channels side by side.
    fn gather<A: Float>(&self, dy: &[A], gradients: &mut [[A; CHANNELS]]) {
        let pixels = self.shape.pixels();
        for (channels, gradients) in dy.chunks(CHANNELS * pixels).zip(gradients.chunks_exact_mut(pixels)) {
            for (i, channel) in channels.chunks_exact(pixels).enumerate() {
                gradients.iter_mut().zip(channel).for_each(|(gradients, &dy)| gradients[i] = dy);
            }
        }
    }

    /// The sums in the order of the weight.
    fn by_channels<A: Float>(&self, sums: &[[A; CHANNELS]], channels: usize) -> Vec<A> {
        let patch = self.shape.patch();
        let mut dw = scratch(channels * patch);
        for (o, row) in dw.chunks_exact_mut(patch).enumerate() {
            let sums = &sums[o / CHANNELS * patch..];
            row.iter_mut().zip(sums).for_each(|(dw, sums)| *dw = sums[o % CHANNELS]);
        }
        dw
    }
}
