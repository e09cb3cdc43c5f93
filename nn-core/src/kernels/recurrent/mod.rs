//! Recurrent layers: one layer in one direction over a whole sequence, and back through time.

mod backward;
mod cell;
mod forward;
mod rows;
mod sequence;

pub(crate) use cell::Cell;
pub(crate) use sequence::{Recurrence, Weights};
