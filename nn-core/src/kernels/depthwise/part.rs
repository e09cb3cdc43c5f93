//! Which elements of the kernel an element of a plane sees, and where.

use super::padded::Padded;
use super::reaches;
use crate::kernels::conv_shape::ConvShape;

/// An element of the kernel, and where what it sees begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tap {
    pub(super) element: usize,
    pub(super) offset: usize,
}

/// Which elements of a plane are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    pub(super) first: usize,
    /// From one to that below it, and to that on its right.
    pub(super) down: usize,
    pub(super) along: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// Those that see the same elements of the kernel.
pub(super) struct Part {
    pub(super) taps: Vec<Tap>,
    pub(super) grid: Grid,
}

impl Part {
    /// A plane of the result.
    pub(super) fn forward(shape: &ConvShape, places: &Padded) -> Self {
        let [_, rows, columns] = shape.output;
        let offsets = reaches(shape).map(|[row, column]| places.place(row, column));
        Part {
            taps: offsets.enumerate().map(|(element, offset)| Tap { element, offset }).collect(),
            grid: Grid { first: 0, down: columns, along: 1, rows, columns },
        }
    }

    /// The parts of a plane of the input, of elements a stride apart.
    pub(super) fn backward(shape: &ConvShape, places: &Padded) -> Vec<Self> {
        let [_, down, along] = shape.windows;
        let [_, height, width] = shape.input;
        let rows = 0..down.stride.min(height);
        let firsts = rows.flat_map(|row| (0..along.stride.min(width)).map(move |column| [row, column]));
        firsts.map(|first| Part::from(first, shape, places)).collect()
    }

    /// The part with the first row and column.
    fn from([y, x]: [usize; 2], shape: &ConvShape, places: &Padded) -> Self {
        let [_, down, along] = shape.windows;
        let [_, height, width] = shape.input;
        let from = [y + down.padding[0], x + along.padding[0]];
        let tap = |(element, [row, column]): (usize, [usize; 2])| {
            let sees =
                row % down.stride == from[0] % down.stride && column % along.stride == from[1] % along.stride;
            sees.then(|| {
                let row = places.before[0] + from[0] / down.stride - row / down.stride;
                let column = places.before[1] + from[1] / along.stride - column / along.stride;
                Tap { element, offset: places.place(row, column) }
            })
        };
        Part {
            taps: reaches(shape).enumerate().filter_map(tap).collect(),
            grid: Grid {
                first: y * width + x,
                down: down.stride * width,
                along: along.stride,
                rows: (height - y).div_ceil(down.stride),
                columns: (width - x).div_ceil(along.stride),
            },
        }
    }
}
