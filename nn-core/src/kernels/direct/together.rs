//! Small samples side by side, so that no half of a tile is computed for nothing at the end of each.

use super::places::{Axis, OPERAND, Places};
use super::tiles::count;

/// How many parts of the batch are left at least.
const PARTS: usize = 8;

/// Samples of one slice or one row each that are computed as one image of as many.
#[derive(Clone, Copy)]
pub(super) struct Together {
    pub(super) axis: usize,
    pub(super) samples: usize,
}

impl Together {
    /// As many as leave the fewest tiles, and enough images for all threads. Of `inputs` channels some are summed at once, and
    /// what is seen of these stays in the cache.
    pub(super) fn new(
        batch: usize,
        sizes: [usize; 3],
        places: &Places,
        [inputs, channels]: [usize; 2],
        at_once: usize,
    ) -> Option<Self> {
        let is_flat = |&axis: &usize| {
            let Axis { size, before, stride, part } = places.axes[axis];
            [size, stride, part, sizes[axis]] == [1; 4] && before == 0
        };
        let axis = [1, 0].into_iter().find(is_flat).filter(|_| is_flat(&0))?;
        let tiles = |samples: &usize| {
            let (mut sizes, places) = (sizes, places.together(axis, *samples, inputs));
            sizes[axis] = *samples;
            batch / samples * count(sizes, places.steps()[1], at_once)
        };
        let fits = |samples: &usize| samples * places.channel() * channels <= OPERAND;
        let whole = (1..=batch / PARTS).filter(|samples| batch.is_multiple_of(*samples));
        let samples = whole.filter(fits).min_by_key(tiles)?;
        (samples > 1).then_some(Together { axis, samples })
    }
}
