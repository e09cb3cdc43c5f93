//! Sums of the channels of a sample, weighted by the elements of a kernel: the output of a convolution, and the gradient of
//! its input.

use super::panels::{Panels, Weights};
use super::part::{Part, elements, indices, input_places};
use super::places::{Axis, Line, OPERAND, Places};
use super::sums::{Correlate, Offset, Size, WINDOW};
use super::tiles::Tiles;
use super::together::Together;
use crate::kernels::conv_shape::ConvShape;
use crate::kernels::parallel::each;
use crate::storage::{Finish, Float, recycle, scratch, zeros};

/// About how many products an output is the sum of before it is written: more of them leave no room for what a tile sees.
const WEIGHTS: usize = 640;
/// Multiplications below which one thread is faster than two.
const PARALLEL: u64 = 128 * 1024;

/// Outputs that are computed together: so many rows, or slices, that what they see stays in the cache.
struct Band {
    /// What they see.
    lines: Vec<Line>,
    /// Those of each part.
    tiles: Vec<Tiles>,
}

/// The weights of a group of channels, for each block of its inputs and each part, and the first value of each output.
struct Group<A> {
    blocks: Vec<Vec<Panels<A>>>,
    first: Vec<A>,
}

/// What is summed, and where.
pub(in crate::kernels) struct Correlation {
    /// How a channel of what a band sees lies.
    places: Places,
    parts: Vec<Part>,
    /// Where the elements of each part lie in the channels that are summed at a time.
    offsets: Vec<Vec<Offset>>,
    bands: Vec<Band>,
    /// How many channels of the operand are summed at a time, and of how many.
    at_once: usize,
    tile: Size,
    batch: usize,
    /// How many samples are computed as one image.
    pub(super) samples: usize,
    /// How many groups of channels there are, each with so many inputs and outputs.
    groups: usize,
    inputs: usize,
    outputs: usize,
    /// How many elements a kernel has.
    elements: usize,
    /// The elements of a channel of the result.
    plane: usize,
    parallel: bool,
    /// Whether the outputs are channels of the convolution's input.
    turned: bool,
}

impl Correlation {
    /// The output of a convolution.
    pub(super) fn forward(shape: &ConvShape) -> Self {
        Self::new(shape, false, input_places(shape), shape.output, |places| {
            vec![Part::forward(shape, places)]
        })
    }

    /// The gradient of the input, whose elements a stride apart see the same elements of the kernel.
    pub(super) fn backward(shape: &ConvShape) -> Self {
        let axis = |i: usize| Axis::seen_back(&shape.windows[i], shape.input[i], shape.output[i]);
        let phases: [usize; 3] = std::array::from_fn(|i| shape.windows[i].stride.min(shape.input[i]));
        let sizes = std::array::from_fn(|i| shape.input[i].div_ceil(shape.windows[i].stride));
        let parts = |places: &Places| {
            let parts = indices(phases).map(|phase| Part::backward(phase, shape, places));
            parts.filter(|part| !part.elements.is_empty()).collect()
        };
        Self::new(shape, true, Places::new([axis(0), axis(1), axis(2)]), sizes, parts)
    }

    /// Of so many slices, rows and columns of outputs.
    fn new(
        shape: &ConvShape,
        turned: bool,
        places: Places,
        sizes: [usize; 3],
        parts: impl Fn(&Places) -> Vec<Part>,
    ) -> Self {
        let groups = shape.groups;
        let (inputs, outputs) = (shape.in_channels / groups, shape.out_channels / groups);
        let (inputs, outputs, plane) = match turned {
            false => (inputs, outputs, shape.pixels()),
            true => (outputs, inputs, shape.plane()),
        };
        let tile = Size::of(outputs);
        let most = parts(&places).iter().map(|part| part.elements.len()).max().unwrap_or(1);
        let channels = channels_at_once(inputs, most);
        let together = match groups {
            1 => Together::new(shape.batch, sizes, &places, [inputs, channels], tile.columns),
            _ => None,
        };
        let samples = together.map_or(1, |together| together.samples);
        let (mut sizes, mut places) = (sizes, places);
        if let Some(Together { axis, samples }) = together {
            sizes[axis] = samples;
            places = places.together(axis, samples, inputs);
        }
        let axis = if sizes[0] > 1 { 0 } else { 1 };
        let (at_once, count) = at_once(&places, axis, sizes[axis], channels);
        let places = places.band(axis, count, sizes[axis]);
        let mut parts = parts(&places);
        if let Some(Together { axis, samples }) = together {
            parts.iter_mut().for_each(|part| part.grid = part.grid.together(axis, samples, outputs * plane));
        }
        let band = |first: usize| {
            let mut start = [0; 2];
            start[axis] = first;
            let tiles =
                |part: &Part| Tiles::new(part.grid.band(axis, first..first + count), &places, tile.columns);
            Band { lines: places.lines(start), tiles: parts.iter().map(tiles).collect() }
        };
        let bands = (0..sizes[axis]).step_by(count).map(band).collect();
        let size = places.channel();
        let offsets = |part: &Part| {
            let of_channel = |i| part.offsets.iter().map(move |at| (i * size + at) as Offset);
            (0..at_once).flat_map(of_channel).collect()
        };
        Correlation {
            offsets: parts.iter().map(offsets).collect(),
            places,
            parts,
            bands,
            at_once,
            tile,
            batch: shape.batch,
            samples,
            groups,
            inputs,
            outputs,
            elements: elements(shape),
            plane,
            parallel: shape.multiply_adds() >= PARALLEL,
            turned,
        }
    }

    /// Whether all that a tile sees can be reached from its start.
    pub(super) fn fits(&self) -> bool {
        self.at_once * self.places.channel() <= Offset::MAX.into()
    }

    /// For each sample of `x` its result, added to the bias; each part is finished while it is in the caches.
    pub(in crate::kernels) fn of<A: Float>(
        &self,
        x: &[A],
        weight: &[A],
        bias: Option<&[A]>,
        finish: Finish<'_, A>,
    ) -> Vec<A> {
        let weights = weight.chunks_exact(weight.len() / self.groups);
        let groups = weights.enumerate().map(|(i, weight)| {
            let bias = bias.map(|bias| &bias[i * self.outputs..][..self.outputs]);
            self.group(weight, bias)
        });
        let groups: Vec<Group<A>> = groups.collect();
        let mut y = scratch(self.batch * self.groups * self.outputs * self.plane);
        if !self.writes_all() {
            let firsts = groups.iter().flat_map(|group| &group.first[..self.outputs]).cycle();
            y.chunks_exact_mut(self.plane).zip(firsts).for_each(|(plane, first)| plane.fill(*first));
        }
        self.run(x, &groups, &mut y, finish);
        y
    }

    fn group<A: Float>(&self, weight: &[A], bias: Option<&[A]>) -> Group<A> {
        let Correlation { inputs, outputs, elements, turned, .. } = *self;
        let mut first = bias.map_or_else(|| zeros(outputs), <[A]>::to_vec);
        first.resize(outputs.next_multiple_of(self.tile.rows), A::zero());
        let weights = Weights { weight, inputs, outputs, elements, turned };
        let blocks = (0..inputs).step_by(self.at_once).map(|first| {
            let some = first..(first + self.at_once).min(inputs);
            let panels = |part: &Part| weights.panels(some.clone(), &part.elements, self.tile.rows);
            self.parts.iter().map(panels).collect()
        });
        Group { blocks: blocks.collect(), first }
    }

    /// Whether each output sees something, which some do not where a stride is larger than the kernel.
    fn writes_all(&self) -> bool {
        let written = self.parts.iter().map(|part| part.grid.sizes.iter().product::<usize>());
        written.sum::<usize>() == self.samples * self.plane
    }

    fn run<A: Float>(&self, x: &[A], groups: &[Group<A>], y: &mut [A], finish: Finish<'_, A>) {
        let count = self.batch / self.samples * self.groups;
        let size = y.len() / count;
        let threads = if self.parallel { rayon::current_num_threads() } else { 1 };
        let channels = self.outputs.div_ceil(divided(count, threads)).next_multiple_of(self.tile.rows);
        let some = if self.samples > 1 { size } else { channels * self.plane };
        let images = x.chunks_exact(x.len() / count).zip(y.chunks_exact_mut(size));
        let parts = images.zip(groups.iter().cycle()).enumerate().flat_map(|(image, ((x, y), group))| {
            let part = move |(i, y)| (x, group, [image, i * channels], y);
            y.chunks_mut(some).enumerate().map(part)
        });
        let one = |(x, group, [image, channel], y): (&[A], &Group<A>, [usize; 2], &mut [A])| {
            self.some_channels(x, group, channel, y);
            finish(image * size + channel * self.plane, y);
        };
        if self.parallel { each(parts, one) } else { parts.for_each(one) }
    }

    fn some_channels<A: Float>(&self, x: &[A], group: &Group<A>, channel: usize, y: &mut [A]) {
        let (size, channels) = (self.places.channel(), y.len() / self.plane / self.samples);
        // What lies behind the channels is multiplied only for outputs that are not wanted.
        let mut padded = scratch(self.at_once * size + WINDOW);
        padded[..self.at_once * size].fill(A::zero());
        for band in &self.bands {
            for (i, block) in group.blocks.iter().enumerate() {
                let inputs = i * self.at_once..((i + 1) * self.at_once).min(self.inputs);
                self.places.fill(x, inputs, &band.lines, &mut padded);
                let first = (i == 0).then_some(&group.first[channel..]);
                for ((panels, tiles), offsets) in block.iter().zip(&band.tiles).zip(&self.offsets) {
                    let (offsets, weights) = (&offsets[..panels.rows], panels.from(channel));
                    let (rows, plane) = (self.tile.rows, self.plane);
                    Correlate { x: &padded, offsets, weights, rows, tiles, first, y, plane, channels }.run();
                }
            }
        }
        recycle(padded);
    }
}

/// Into how many groups of channels each image is divided: as few as leave all threads the same number of parts, two at least.
/// What the channels of an image see is laid out for each group of them.
pub(super) fn divided(images: usize, threads: usize) -> usize {
    let is_even =
        |groups: &usize| images * groups >= 2 * threads && (images * groups).is_multiple_of(threads);
    if threads == 1 { 1 } else { (1..2 * threads).find(is_even).unwrap_or(2 * threads) }
}

/// How many channels are summed at a time, about as many each time.
fn channels_at_once(inputs: usize, elements: usize) -> usize {
    inputs.div_ceil((inputs * elements).div_ceil(WEIGHTS).min(inputs))
}

/// So many channels or fewer, and how many outputs along the axis see so little of them that it stays in the cache, but most of
/// it more than once.
fn at_once(places: &Places, axis: usize, outputs: usize, mut channels: usize) -> (usize, usize) {
    let part = places.axes[axis].part;
    let seen_twice = part - outputs;
    loop {
        let fit = (OPERAND / (places.channel() / part * channels)).saturating_sub(seen_twice);
        if channels == 1 || fit >= outputs.min(2 * seen_twice + 4) {
            return (channels, fit.clamp(1, outputs));
        }
        channels = channels.div_ceil(2);
    }
}
