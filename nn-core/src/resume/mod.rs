//! Checkpoints of a run: everything that it needs to go on as if it had not been interrupted.

mod checkpoints;
mod entry;
mod keep;
mod parts;
mod place;
mod progress;
mod refusal;
#[cfg(test)]
mod tests;

pub use checkpoints::Checkpoints;
pub(crate) use checkpoints::Newest;
pub(crate) use parts::files_of_part;
pub use parts::{Part, PartMut};
pub use progress::Progress;
