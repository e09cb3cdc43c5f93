//! Data sets in memory, batches of them, and readers for files: each reports what is wrong with the file and
//! line.

mod batches;
mod collate;
mod compose;
mod dataset;
mod decode_text;
mod digits;
mod folds;
#[cfg(feature = "images")]
mod image;
#[cfg(feature = "images")]
mod image_folder;
#[cfg(feature = "images")]
mod images;
mod in_memory;
mod loader;
mod prepared;
mod readers;
mod sampler;
mod sentences;
mod sequence;
mod source;
pub mod transforms;
mod vocabulary;
mod work;

pub use batches::Batches;
pub use collate::Collate;
pub use compose::{Concat, Map, Select, TryMap, Zip};
pub use dataset::Dataset;
pub use digits::digits;
pub use folds::{Fold, k_fold, stratified_k_fold, stratified_split};
#[cfg(feature = "images")]
pub use image_folder::image_folder;
#[cfg(feature = "images")]
pub use images::{ImageFolder, read_image};
pub use in_memory::{Rows, Samples};
pub use loader::Loader;
pub use prepared::Prepared;
#[cfg(feature = "npz")]
pub use readers::Npz;
pub use readers::{Table, cifar10, cifar100, idx, lines, mnist, npy};
pub use sampler::{RandomSampler, Sampler, SequentialSampler, WeightedRandomSampler};
pub use sentences::{Sentences, polarity};
pub use sequence::{Sequence, Sequences};
pub use source::Source;
pub use vocabulary::Vocabulary;
