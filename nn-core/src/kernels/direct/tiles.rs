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
    /// Which segments are of this tile.
    pub(super) segments: Range<usize>,
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
    /// The same of several samples of one row each, whose results are so far apart.
    pub(super) fn together(mut self, samples: usize, apart: usize) -> Self {
        (self.sizes[1], self.steps[1]) = (samples, apart);
        self
    }

    /// Those along an axis that lie in a range.
    pub(super) fn band(mut self, axis: usize, range: Range<usize>) -> Self {
        self.first += range.start * self.steps[axis];
        self.sizes[axis] = self.sizes[axis].min(range.end).saturating_sub(range.start);
        self
    }
}

impl Tiles {
    /// In halves of `at_once`, row by row or with the rows of a slice one after another, whichever leaves fewer of them.
    pub(super) fn new(grid: Grid, places: &Places, at_once: usize) -> Self {
        let (steps, half) = (places.steps(), at_once / HALVES);
        let [slices, rows, columns] = grid.sizes;
        let joined = if rows * columns == 0 { 0 } else { (rows - 1) * steps[1] + columns };
        let apart = rows * columns.div_ceil(half) <= joined.div_ceil(half);
        let (lines, len) = if apart { (rows, columns) } else { (rows.min(1), joined) };
        let mut halves = Vec::new();
        for line in 0..slices * lines {
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
            // The last half may be alone, and is computed twice.
            let starts = [&pair[0], &pair[pair.len() - 1]].map(start);
            all.tiles.push(Tile { starts, segments: before..all.segments.len() });
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
