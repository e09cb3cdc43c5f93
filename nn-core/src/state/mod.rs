//! Saving and loading: the state dict, its file formats, and strict and partial loading.

mod checkpoint;
mod checksum;
mod decode;
mod dict;
mod element;
mod encode;
mod fit;
mod format;
mod half_floats;
mod json;
mod misfit;
mod nearest;
mod pattern;
#[cfg(feature = "pytorch")]
mod pytorch;
mod read;
mod read_file;
mod renamed;
mod replace;
mod report;
mod safetensors;
mod shards;
mod temporary;

pub use checkpoint::Checkpoint;
pub use dict::StateDict;
pub(crate) use read_file::read_file;
#[cfg(any(feature = "onnx", feature = "plots", feature = "run"))]
pub(crate) use replace::replace;
pub use report::LoadReport;

pub(crate) use fit::fit;

#[cfg(test)]
mod tests;
