//! Saving and loading: the state dict, its file format, and strict loading.

mod checkpoint;
mod checksum;
mod decode;
mod dict;
mod element;
mod encode;
mod fit;
mod half_floats;
mod json;
mod misfit;
mod nearest;
mod read_file;
pub(crate) mod replace;
mod safetensors;
mod temporary;

pub use checkpoint::Checkpoint;
pub use dict::StateDict;
pub(crate) use read_file::read_file;

pub(crate) use fit::fit;

#[cfg(test)]
mod tests;
