//! Convolutions by kernels of 3×3 with a stride of 1, in 36 products for each tile of 4×4 pixels instead of 144.
//!
//! A tile of the output is computed from a tile of 6×6 of the input: both are transformed, and so are the kernels, so that
//! what remains between them is one product of matrices of channels for each of the 36 points. Tiles are taken in rows, so
//! many at a time that all that belongs to them stays in the caches; how many, the sizes alone decide.
//!
//! An infinity or NaN in a tile of the input makes its whole tile of the output NaN; by the plain sum it reaches only the
//! outputs whose kernel sees it.

mod lanes;
mod passes;
#[cfg(test)]
mod tests;
mod tiles;
mod transform;
mod weights;

use std::ops::Range;

use lanes::{LANES, is_wide};
use weights::Kernels;
pub(crate) use weights::Transformed;

use super::conv_shape::ConvShape;

/// The pixels of a side of a tile of the output, and of the input.
const TILE: usize = 4;
const SIDE: usize = 6;
/// The points at which the transformed tiles are multiplied.
const POINTS: usize = SIDE * SIDE;

/// Below this many channels, in or out, the transforms cost more than they save.
const CHANNELS: usize = 32;
/// The same where vectors are wide, from which sums without transforms gain more.
const WIDE_CHANNELS: usize = 48;
/// Below this many tiles the transform of the kernels does.
const TILES: usize = 16;
/// Up to so many tiles it pays to keep the kernels transformed, in four times the memory: of more, their transform is a small
/// part of the time.
const FEW_TILES: usize = 512;
/// How many transformed elements are at work at a time: what a few cores keep in their second-level caches, as the third level
/// is shared with others.
const GROUP: usize = 768 * 1024;

/// From how many channels on convolutions go this way, with the vectors that are used.
fn fewest_channels() -> usize {
    if is_wide::<f32>() { WIDE_CHANNELS } else { CHANNELS }
}

/// The sizes of a convolution that goes this way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Winograd {
    batch: usize,
    inputs: usize,
    outputs: usize,
    input: [usize; 2],
    output: [usize; 2],
    /// The padding above and to the left.
    padding: [usize; 2],
}

impl Winograd {
    /// The sizes of this convolution, if it pays.
    pub(super) fn of(shape: &ConvShape) -> Option<Self> {
        let [depth, down, along] = shape.windows;
        let flat = depth.kernel == 1 && shape.input[0] == 1 && shape.output[0] == 1;
        let fits =
            |w: crate::shape::Window| (w.kernel, w.stride, w.dilation) == (3, 1, 1) && w.padding[0] <= 2;
        let channels = [shape.in_channels, shape.out_channels];
        let enough = channels.iter().all(|n| *n >= fewest_channels() && n % LANES == 0);
        let sizes = Winograd {
            batch: shape.batch,
            inputs: shape.in_channels,
            outputs: shape.out_channels,
            input: [shape.input[1], shape.input[2]],
            output: [shape.output[1], shape.output[2]],
            padding: [down.padding[0], along.padding[0]],
        };
        let tiles = sizes.all_tiles();
        // At the edges part of the tiles is for nothing.
        let filled = 2 * shape.batch * shape.pixels() >= tiles * TILE * TILE;
        (flat && fits(down) && fits(along) && shape.groups == 1 && enough && filled && tiles >= TILES)
            .then_some(sizes)
    }

    /// Whether a weight that lasts is worth keeping [transformed](Self::transformed).
    pub(super) fn keeps_kernels(&self) -> bool {
        self.all_tiles() <= FEW_TILES
    }

    fn all_tiles(&self) -> usize {
        self.batch * self.down() * self.along()
    }

    /// The rows of tiles of a sample, and the tiles of a row.
    fn down(&self) -> usize {
        self.output[0].div_ceil(TILE)
    }

    fn along(&self) -> usize {
        self.output[1].div_ceil(TILE)
    }

    /// The convolution of the gradient of the output that gives that of the input.
    fn mirrored(&self) -> Self {
        Winograd {
            inputs: self.outputs,
            outputs: self.inputs,
            input: self.output,
            output: self.input,
            padding: self.padding.map(|padding| SIDE - TILE - padding),
            ..*self
        }
    }

    /// The rows of tiles of all samples, in groups of about one size.
    fn groups(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let rows = self.batch * self.down();
        let at_once = GROUP / (POINTS * (self.inputs + self.outputs) * self.along());
        let size = rows.div_ceil(rows.div_ceil(at_once.max(1)));
        (0..rows).step_by(size).map(move |first| first..(first + size).min(rows))
    }

    fn kernels(&self, turned: bool) -> Kernels {
        Kernels { outputs: self.outputs, inputs: self.inputs, turned }
    }
}
