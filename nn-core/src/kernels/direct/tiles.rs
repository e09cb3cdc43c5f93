//! Which outputs are computed together.

use std::ops::Range;

use super::places::Places;

/// Outputs whose operands stand together, beginning with `start`.
#[derive(Clone, Debug)]
pub(super) struct Tile {
    pub(super) start: usize,
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
    /// Row by row or with the rows of a slice one after another, whichever leaves fewer tiles.
    pub(super) fn new(grid: Grid, places: &Places, at_once: usize) -> Self {
        let row = places.steps()[1];
        let [_, rows, columns] = grid.sizes;
        let joined = if rows * columns == 0 { 0 } else { (rows - 1) * row + columns };
        let apart = rows * columns.div_ceil(at_once) <= joined.div_ceil(at_once);
        let mut all = Tiles { tiles: Vec::new(), segments: Vec::new(), step: grid.steps[2] };
        for slice in 0..grid.sizes[0] {
            let lines = if apart { rows } else { rows.min(1) };
            for line in 0..lines {
                let len = if apart { columns } else { joined };
                for first in (0..len).step_by(at_once) {
                    all.push(grid, places.steps(), [slice, line], first..(first + at_once).min(len));
                }
            }
        }
        all
    }

    /// A tile of these places behind the beginning of a row.
    fn push(&mut self, grid: Grid, steps: [usize; 3], [slice, line]: [usize; 2], places: Range<usize>) {
        let (row, columns) = (steps[1], grid.sizes[2]);
        let before = self.segments.len();
        let mut at = places.start;
        while at < places.end {
            let (down, along) = (line + at / row, at % row);
            let end = places.end.min(at - along + row);
            if along < columns {
                let target =
                    grid.first + slice * grid.steps[0] + down * grid.steps[1] + along * grid.steps[2];
                let len = (end - at).min(columns - along);
                self.segments.push(Segment { first: at - places.start, len, target });
            }
            at = end;
        }
        let start = slice * steps[0] + line * row + places.start;
        self.tiles.push(Tile { start, segments: before..self.segments.len() });
    }
}
