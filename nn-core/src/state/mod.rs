//! What of a model goes into a file, and back: the state dict, its file format, and strict loading.

mod checkpoint;
mod checksum;
mod decode;
mod dict;
mod element;
mod encode;
mod fit;
mod nearest;
mod replace;

pub use checkpoint::Checkpoint;
pub use dict::StateDict;

pub(crate) use fit::fit;

#[cfg(test)]
mod tests;
