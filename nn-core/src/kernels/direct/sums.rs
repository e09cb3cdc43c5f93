//! The loops.

use super::tiles::{COLUMNS, Segment, Tiles};
use crate::kernels::simd::simd;
use crate::storage::Float;

/// How many channels of the result are computed at once: with two vectors each they fill twelve registers of sixteen.
pub(super) const ROWS: usize = 6;
/// Where an element of a kernel lies behind the start of a tile.
pub(super) type Offset = u16;
/// What lies behind the start of a tile at least, so that no offset leads out of it and none needs a check.
pub(super) const WINDOW: usize = Offset::MAX as usize + 1 + COLUMNS;
/// How many elements of the kernel go through the loop at a time.
const UNROLLED: usize = 4;

simd! {
    /// For each channel of `y`, of `plane` elements, the sums of what lies behind the start of each tile at the offsets,
    /// times the weights of the channel: added to what stands there, or to the first value of each channel.
    pub(super) fn correlate[A: Float](
        x: &[A],
        offsets: &[Offset],
        weights: &[[A; ROWS]],
        tiles: &Tiles,
        first: Option<&[A]>,
        y: &mut [A],
        plane: usize,
    ) {
        for tile in &tiles.tiles {
            let x = &x[tile.start..];
            let segments = &tiles.segments[tile.segments.clone()];
            let panels = weights.chunks_exact(offsets.len()).zip(y.chunks_mut(ROWS * plane));
            for (i, (weights, y)) in panels.enumerate() {
                let sums = tile_sums(x, offsets, weights);
                for (row, (sums, y)) in sums.iter().zip(y.chunks_exact_mut(plane)).enumerate() {
                    let first = first.map(|first| first[i * ROWS + row]);
                    write(sums, segments, tiles.step, first, y);
                }
            }
        }
    }

    /// Adds, for each offset and each of some channels, the products of what the outputs see at the offset and of their
    /// gradients, which stand in a row for each output.
    pub(super) fn correlate_back[A: Float](
        x: &[A],
        offsets: &[usize],
        lines: &[Line],
        gradients: &[[A; COLUMNS]],
        sums: &mut [[A; COLUMNS]],
    ) {
        for (offsets, sums) in offsets.chunks(ROWS).zip(sums.chunks_mut(ROWS)) {
            // Where there are fewer than ROWS, the last is computed several times.
            let offsets = std::array::from_fn(|i| offsets[i.min(offsets.len() - 1)]);
            let tile = line_sums(x, offsets, lines, gradients);
            for (sums, tile) in sums.iter_mut().zip(&tile) {
                for (sum, tile) in sums.iter_mut().zip(tile) {
                    *sum += *tile;
                }
            }
        }
    }
}

/// Neighbouring outputs: where what they see begins, and how many they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) start: usize,
    pub(super) len: usize,
}

#[inline(always)]
fn tile_sums<A: Float>(x: &[A], offsets: &[Offset], weights: &[[A; ROWS]]) -> [[A; COLUMNS]; ROWS] {
    let x = x.first_chunk().expect("a window behind the start of each tile");
    let mut sums = [[A::zero(); COLUMNS]; ROWS];
    let (offsets, last_offsets) = offsets.as_chunks::<UNROLLED>();
    let (weights, last_weights) = weights.as_chunks::<UNROLLED>();
    for (offsets, weights) in offsets.iter().zip(weights) {
        for (&offset, weights) in offsets.iter().zip(weights) {
            add_column(x, offset, weights, &mut sums);
        }
    }
    for (&offset, weights) in last_offsets.iter().zip(last_weights) {
        add_column(x, offset, weights, &mut sums);
    }
    sums
}

#[inline(always)]
fn add_column<A: Float>(
    x: &[A; WINDOW],
    offset: Offset,
    weights: &[A; ROWS],
    sums: &mut [[A; COLUMNS]; ROWS],
) {
    let columns = &x[usize::from(offset)..][..COLUMNS];
    for (sum, &weight) in sums.iter_mut().zip(weights) {
        for (sum, &column) in sum.iter_mut().zip(columns) {
            *sum = weight.mul_add(column, *sum);
        }
    }
}

#[inline(always)]
fn write<A: Float>(sums: &[A; COLUMNS], segments: &[Segment], step: usize, first: Option<A>, y: &mut [A]) {
    if let (&[Segment { len: COLUMNS, target, .. }], 1) = (segments, step) {
        return add_or_set(y[target..][..COLUMNS].iter_mut().zip(sums), first);
    }
    for segment in segments {
        let sums = &sums[segment.first..][..segment.len];
        let y = &mut y[segment.target..];
        match step {
            1 => add_or_set(y[..sums.len()].iter_mut().zip(sums), first),
            _ => add_or_set(y.iter_mut().step_by(step).zip(sums), first),
        }
    }
}

#[inline(always)]
fn add_or_set<'a, A: Float>(places: impl Iterator<Item = (&'a mut A, &'a A)>, first: Option<A>) {
    match first {
        Some(first) => places.for_each(|(y, &sum)| *y = first + sum),
        None => places.for_each(|(y, &sum)| *y += sum),
    }
}

#[inline(always)]
fn line_sums<A: Float>(
    x: &[A],
    offsets: [usize; ROWS],
    lines: &[Line],
    mut gradients: &[[A; COLUMNS]],
) -> [[A; COLUMNS]; ROWS] {
    let mut sums = [[A::zero(); COLUMNS]; ROWS];
    for &Line { start, len } in lines {
        let rows: [&[A]; ROWS] = std::array::from_fn(|i| &x[start + offsets[i]..][..len]);
        for (at, gradients) in gradients[..len].iter().enumerate() {
            // By index: over the rows by value the loop is left as one, and the sums in memory.
            for i in 0..ROWS {
                let x = rows[i][at];
                for (sum, &gradient) in sums[i].iter_mut().zip(gradients) {
                    *sum = x.mul_add(gradient, *sum);
                }
            }
        }
        gradients = &gradients[len..];
    }
    sums
}
