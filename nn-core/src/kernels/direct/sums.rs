//! The loops.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::tiles::{HALVES, Segment, Tile, Tiles};
use crate::kernels::permute::into_every;
use crate::kernels::tile::add_to;
use crate::kernels::vector::{Lanes, lanes, numbers, used_lanes, with_vectors};
use crate::storage::Float;

/// The channels and the neighbouring outputs of a tile of the result: with two vectors of `f32` each, the channels fill twelve
/// registers of sixteen, or sixteen of thirty-two.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// With sixteen registers.
const NARROW: Size = Size { rows: 6, columns: 16 };
/// With the thirty-two of AVX-512.
const WIDE: Size = Size { rows: 8, columns: 32 };
/// The channels of a tile where there are no more.
const FEW: usize = 4;

impl Size {
    /// The best for so many channels, with the vectors that are used.
    pub(super) fn of(channels: usize) -> Self {
        let size = if used_lanes::<f32>() < 16 { NARROW } else { WIDE };
        Size { rows: if channels <= FEW { FEW } else { size.rows }, ..size }
    }
}

/// Where an element of a kernel lies behind the start of a tile.
pub(super) type Offset = u16;
/// What lies behind the start of half a tile at least, so that no offset leads out of it and none needs a check.
pub(super) const WINDOW: usize = Offset::MAX as usize + 1 + WIDE.columns;

/// For each channel of `y`, of `plane` elements, the sums of what lies behind the start of each half of a tile at the offsets,
/// times the weights of the channel, in panels of [`Size::rows`] channels: added to what stands there, or to the first value of
/// each channel.
pub(super) struct Correlate<'a, A> {
    pub(super) x: &'a [A],
    pub(super) offsets: &'a [Offset],
    pub(super) weights: &'a [A],
    /// The [`Size::rows`] of a panel.
    pub(super) rows: usize,
    pub(super) tiles: &'a Tiles,
    pub(super) first: Option<&'a [A]>,
    /// Where the result of the first channel begins, and as far apart as `plane` those of the others, of so many.
    pub(super) y: &'a mut [A],
    pub(super) plane: usize,
    pub(super) channels: usize,
}

impl<A: Float> Correlate<'_, A> {
    pub(super) fn run(self) {
        with_vectors(self);
    }

    #[inline(always)]
    fn of_size<S: Simd, const ROWS: usize, const HALF: usize>(mut self, s: S) {
        for tile in &self.tiles.tiles {
            match tile.is_alone {
                true => self.tile::<S, ROWS, HALF, 1>(s, tile),
                false => self.tile::<S, ROWS, HALF, HALVES>(s, tile),
            }
        }
    }

    /// The first `N` halves of a tile.
    #[inline(always)]
    fn tile<S: Simd, const ROWS: usize, const HALF: usize, const N: usize>(&mut self, s: S, tile: &Tile) {
        let Correlate { offsets, first, plane, channels, .. } = *self;
        let x: [&[A]; N] = std::array::from_fn(|i| &self.x[tile.starts[i]..]);
        let panels = self.weights.chunks_exact(offsets.len() * ROWS);
        // What is added to must not be written again, and the first half must be there before the second one.
        let in_order = first.is_some() && HALF == lanes::<S, A>();
        let targets = tile.targets.filter(|_| tile.is_whole || in_order);
        for (weights, i) in panels.zip((0..channels).step_by(ROWS)) {
            let (weights, rows) = (weights.as_chunks().0, i..channels.min(i + ROWS));
            if let Some(targets) = targets {
                let put = |column, sums: &[[A::Vector<S>; N]; ROWS]| {
                    let at = std::array::from_fn(|i| targets[i] + column);
                    write_vectors::<S, A, ROWS, N>(s, sums, at, first, rows.clone(), plane, self.y);
                };
                tile_sums::<S, A, ROWS, HALF, N>(s, x, offsets, weights, put);
                continue;
            }
            let mut all = [[[A::zero(); HALF]; N]; ROWS];
            let put = |column, sums: &[[A::Vector<S>; N]; ROWS]| {
                for (all, sums) in all.as_flattened_mut().iter_mut().zip(sums.as_flattened()) {
                    let sums = numbers(std::slice::from_ref(sums));
                    all[column..][..sums.len()].copy_from_slice(sums);
                }
            };
            tile_sums::<S, A, ROWS, HALF, N>(s, x, offsets, weights, put);
            let segments = &self.tiles.segments[tile.segments.clone()];
            for (sums, channel) in all.iter().zip(rows) {
                let first = first.map(|first| first[channel]);
                let y = &mut self.y[channel * plane..];
                write(sums.as_flattened(), segments, self.tiles.step, first, y);
            }
        }
    }
}

impl<A: Float> WithSimd for Correlate<'_, A> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) {
        match (size_of::<S::f32s>(), self.rows) {
            (64, FEW) => self.of_size::<S, FEW, { WIDE.columns / HALVES }>(s),
            (64, _) => self.of_size::<S, { WIDE.rows }, { WIDE.columns / HALVES }>(s),
            (_, FEW) => self.of_size::<S, FEW, { NARROW.columns / HALVES }>(s),
            _ => self.of_size::<S, { NARROW.rows }, { NARROW.columns / HALVES }>(s),
        }
    }
}

/// Adds, for each offset and each of so many channels, the products of what the outputs see at the offset and of their
/// gradients, which stand in a row for each output.
pub(super) struct CorrelateBack<'a, A> {
    pub(super) x: &'a [A],
    pub(super) offsets: &'a [usize],
    /// How far what each output sees lies behind that of the first one.
    pub(super) places: &'a [Offset],
    pub(super) channels: usize,
    pub(super) gradients: &'a [A],
    pub(super) sums: &'a mut [A],
}

impl<A: Float> CorrelateBack<'_, A> {
    pub(super) fn run(self) {
        with_vectors(self);
    }

    #[inline(always)]
    fn of_vectors<S: Simd, const ROWS: usize, const N: usize>(self, s: S) {
        let gradients = <A as Lanes>::vectors::<S>(self.gradients).as_chunks().0;
        for (offsets, sums) in self.offsets.chunks(ROWS).zip(self.sums.chunks_mut(ROWS * self.channels)) {
            // Where there are fewer than ROWS, the last is computed several times.
            let offsets = std::array::from_fn(|i| offsets[i.min(offsets.len() - 1)]);
            let tile = products::<S, A, ROWS, N>(s, self.x, offsets, self.places, gradients);
            for (sums, tile) in sums.chunks_exact_mut(self.channels).zip(&tile) {
                add_to(sums, tile);
            }
        }
    }
}

impl<A: Float> WithSimd for CorrelateBack<'_, A> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) {
        // The addresses of more than nine rows do not fit into the registers.
        match self.channels / lanes::<S, A>() {
            1 => self.of_vectors::<S, 9, 1>(s),
            2 if size_of::<S::f32s>() < 64 => self.of_vectors::<S, 6, 2>(s),
            2 => self.of_vectors::<S, 9, 2>(s),
            3 => self.of_vectors::<S, 8, 3>(s),
            _ => self.of_vectors::<S, 6, 4>(s),
        }
    }
}

/// Calls `put` with the sums of so many halves of a tile, a vector of each at a time, from some column on.
#[inline(always)]
fn tile_sums<S: Simd, A: Float, const ROWS: usize, const HALF: usize, const N: usize>(
    s: S,
    x: [&[A]; N],
    offsets: &[Offset],
    weights: &[[A; ROWS]],
    mut put: impl FnMut(usize, &[[A::Vector<S>; N]; ROWS]),
) {
    let x: [&[A; WINDOW]; N] = x.map(|x| x.first_chunk().expect("a window behind the start of each half"));
    let vector = lanes::<S, A>();
    for first in (0..HALF).step_by(vector) {
        let mut sums = [[A::splat(s, A::zero()); N]; ROWS];
        for (&offset, weights) in offsets.iter().zip(weights) {
            let at = first + usize::from(offset);
            let x = x.map(|x| <A as Lanes>::vectors::<S>(&x[at..][..vector])[0]);
            for (sums, &weight) in sums.iter_mut().zip(weights) {
                let weight = A::splat(s, weight);
                for j in 0..N {
                    sums[j] = A::multiply_add(s, weight, x[j], sums[j]);
                }
            }
        }
        put(first, &sums);
    }
}

/// Writes the vectors of each half that stand at these places of their channels, of which those in `rows` are wanted.
#[inline(always)]
fn write_vectors<S: Simd, A: Float, const ROWS: usize, const N: usize>(
    s: S,
    sums: &[[A::Vector<S>; N]; ROWS],
    at: [usize; N],
    first: Option<&[A]>,
    rows: Range<usize>,
    plane: usize,
    y: &mut [A],
) {
    let one = A::splat(s, A::one());
    for (i, sums) in sums.iter().enumerate() {
        if i < rows.len() {
            let channel = rows.start + i;
            let first = first.map(|first| A::splat(s, first[channel]));
            for (&sums, at) in sums.iter().zip(at) {
                let y = &mut y[channel * plane + at..][..lanes::<S, A>()];
                let before = first.unwrap_or_else(|| <A as Lanes>::vectors::<S>(y)[0]);
                y.copy_from_slice(numbers(&[A::multiply_add(s, one, sums, before)]));
            }
        }
    }
}

#[inline(always)]
fn write<A: Float>(sums: &[A], segments: &[Segment], step: usize, first: Option<A>, y: &mut [A]) {
    for segment in segments {
        let sums = &sums[segment.first..][..segment.len];
        let y = &mut y[segment.target..];
        match first {
            Some(first) => into_every(step, sums, y, |_, sum| first + sum),
            None => into_every(step, sums, y, |y, sum| y + sum),
        }
    }
}

#[inline(always)]
fn products<S: Simd, A: Float, const ROWS: usize, const N: usize>(
    s: S,
    x: &[A],
    offsets: [usize; ROWS],
    places: &[Offset],
    gradients: &[[A::Vector<S>; N]],
) -> [[A::Vector<S>; N]; ROWS] {
    let rows: [&[A; WINDOW]; ROWS] =
        offsets.map(|at| x[at..].first_chunk().expect("a window behind each offset"));
    let mut sums = [[A::splat(s, A::zero()); N]; ROWS];
    for (&place, gradients) in places.iter().zip(gradients) {
        for (sums, row) in sums.iter_mut().zip(rows) {
            let x = A::splat(s, row[usize::from(place)]);
            for j in 0..N {
                sums[j] = A::multiply_add(s, x, gradients[j], sums[j]);
            }
        }
    }
    sums
}
