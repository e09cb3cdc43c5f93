//! Which outputs are computed together.

use std::ops::Range;

use super::places::Places;

/// Of how many parts of neighbouring outputs a tile consists.
pub(super) const HALVES: usize = 2;

/// Outputs that are summed together, those of each half side by side.
#[derive(Clone, Debug)]
pub(super) struct Tile {
    /// Where what each half sees begins.
    pub(super) starts: [usize; HALVES],
    /// Whether there is no second half.
    pub(super) is_alone: bool,
    /// Which segments are of this tile.
    pub(super) segments: Range<usize>,
    /// Where the halves stand in their channel of the result, if each of them can be written whole: what is not wanted of it
    /// is written again later.
    pub(super) targets: Option<[usize; HALVES]>,
    /// Whether all of the halves is wanted.
    pub(super) is_whole: bool,
}

/// Neighbouring outputs of a tile that are wanted: not what lies between the end of a row and the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    /// The first of them in the tile.
    pub(super) first: usize,
    pub(super) len: usize,
    /// Where it stands in its channel of the result.
    pub(super) target: usize,
}

/// The outputs of a channel.
#[derive(Clone, Debug)]
pub(super) struct Tiles {
    pub(super) tiles: Vec<Tile>,
    pub(super) segments: Vec<Segment>,
    /// From an output to the next in the result.
    pub(super) step: usize,
}

/// Where outputs stand in their channel of the result.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    pub(super) first: usize,
    /// How many slices, rows and columns there are.
    pub(super) sizes: [usize; 3],
    pub(super) steps: [usize; 3],
}

impl Grid {
    /// The same of several samples of one slice or one row each, whose results are so far apart.
    pub(super) fn together(mut self, axis: usize, samples: usize, apart: usize) -> Self {
        (self.sizes[axis], self.steps[axis]) = (samples, apart);
        self
    }

    /// Where a slice ends whose outputs stand in the order in which they are computed; at its beginning, if they do not.
    fn end(&self, slice: usize) -> usize {
        let [_, rows, columns] = self.sizes;
        let is_dense = self.steps[1..] == [columns, 1];
        self.first + slice * self.steps[0] + if is_dense { rows * columns } else { 0 }
    }

    /// Those along an axis that lie in a range.
    pub(super) fn band(mut self, axis: usize, range: Range<usize>) -> Self {
        self.first += range.start * self.steps[axis];
        self.sizes[axis] = self.sizes[axis].min(range.end).saturating_sub(range.start);
        self
    }
}

/// The lines of neighbouring outputs that are cut into halves of tiles: rows, or slices with the rows one after another,
/// whichever leaves fewer halves.
struct Lines {
    /// How many each slice has.
    of_slice: usize,
    len: usize,
}

impl Lines {
    fn new([_, rows, columns]: [usize; 3], row: usize, half: usize) -> Self {
        let joined = if rows * columns == 0 { 0 } else { (rows - 1) * row + columns };
        match rows * columns.div_ceil(half) <= joined.div_ceil(half) {
            true => Lines { of_slice: rows, len: columns },
            false => Lines { of_slice: rows.min(1), len: joined },
        }
    }
}

/// How many tiles of `at_once` outputs are as many slices, rows and columns as these, if rows are so far apart.
pub(super) fn count(sizes: [usize; 3], row: usize, at_once: usize) -> usize {
    let half = at_once / HALVES;
    let Lines { of_slice, len } = Lines::new(sizes, row, half);
    (sizes[0] * of_slice * len.div_ceil(half)).div_ceil(HALVES)
}

impl Tiles {
    pub(super) fn new(grid: Grid, places: &Places, at_once: usize) -> Self {
        let (steps, half) = (places.steps(), at_once / HALVES);
        let Lines { of_slice: lines, len } = Lines::new(grid.sizes, steps[1], half);
        let mut halves = Vec::new();
        for line in 0..grid.sizes[0] * lines {
            let pieces = (0..len).step_by(half).map(|first| first..(first + half).min(len));
            halves.extend(pieces.map(|piece| ([line / lines, line % lines], piece)));
        }
        let start =
            |(at, piece): &([usize; 2], Range<usize>)| at[0] * steps[0] + at[1] * steps[1] + piece.start;
        let mut all = Tiles { tiles: Vec::new(), segments: Vec::new(), step: grid.steps[2] };
        for pair in halves.chunks(HALVES) {
            let before = all.segments.len();
            for ((at, piece), first) in pair.iter().zip([0, half]) {
                all.push(grid, steps[1], *at, piece, first);
            }
            let (starts, segments) = ([&pair[0], &pair[pair.len() - 1]].map(start), &all.segments[before..]);
            let fits = |(i, ([slice, _], _)): (usize, &([usize; 2], Range<usize>))| {
                let Segment { first, len, target } = segments[i];
                first == i * half && (len == half || target + half <= grid.end(*slice))
            };
            let is_single = segments.len() == pair.len() && grid.steps[2] == 1;
            all.tiles.push(Tile {
                starts,
                is_alone: pair.len() < HALVES,
                targets: (is_single && pair.iter().enumerate().all(fits))
                    .then(|| [&segments[0], &segments[pair.len() - 1]].map(|segment| segment.target)),
                is_whole: segments.iter().all(|segment| segment.len == half),
                segments: before..all.segments.len(),
            });
        }
        all
    }

    /// The segments of these places behind the beginning of a row, of which the first is so far in its tile.
    fn push(
        &mut self,
        grid: Grid,
        row: usize,
        [slice, line]: [usize; 2],
        places: &Range<usize>,
        first: usize,
    ) {
        let columns = grid.sizes[2];
        let mut at = places.start;
        while at < places.end {
            let (down, along) = (line + at / row, at % row);
            let end = places.end.min(at - along + row);
            if along < columns {
                let target =
                    grid.first + slice * grid.steps[0] + down * grid.steps[1] + along * grid.steps[2];
                let len = (end - at).min(columns - along);
                self.segments.push(Segment { first: first + at - places.start, len, target });
            }
            at = end;
        }
    }
}
