//! A group of one.

use std::time::Duration;

use super::backend::Collective;
use crate::error::Result;

/// One rank by itself: what a program is that nobody has started as many processes.
///
/// ```
/// use nn_core::collective::{Alone, World};
///
/// let world = World::new(Alone);
/// assert_eq!((world.rank(), world.size()), (0, 1));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Collective for Alone {
    fn rank(&self) -> usize {
        0
    }

    fn size(&self) -> usize {
        1
    }

    fn set_time_limit(&mut self, _: Duration) {}

    fn exchange(&mut self, parts: Vec<Vec<u8>>, _: &[usize]) -> Result<Vec<Vec<u8>>> {
        Ok(parts)
    }
}
