//! Data sets in memory, batches of them, and readers for files: each reports what is wrong with the file and
//! line.

mod batches;
mod dataset;
mod decode_text;
mod digits;
#[cfg(feature = "images")]
mod image;
#[cfg(feature = "images")]
mod image_folder;
mod sentences;
mod vocabulary;

pub use batches::Batches;
pub use dataset::Dataset;
pub use digits::digits;
#[cfg(feature = "images")]
pub use image_folder::image_folder;
pub use sentences::{Sentences, polarity};
pub use vocabulary::Vocabulary;
