//! Data sets, batches of them, changes of images, and readers for files: each reports what is wrong with the file and
//! line.
//!
//! - A [`Dataset`] holds the samples of a classification task in memory, and gives batches of them.
//! - A [`Source`] makes each sample when it is asked for: `ImageFolder` (with the feature `images`), [`Rows`] of tensors, a list
//!   of [`Samples`], or one of your own; sources compose. A [`Loader`] makes batches of it, by threads that work ahead of the
//!   training step: [`Collate`] says what samples become together, and [`Sequence`]s may differ in length.
//! - [`RandomSampler`], [`WeightedRandomSampler`], [`stratified_split`], [`k_fold`] and [`stratified_k_fold`] choose samples.
//! - [`transforms`] are torchvision's.
//! - Files: [`mnist`], [`idx`], [`cifar10`], [`cifar100`], [`npy`], `Npz`, [`Table`] (CSV and Parquet), [`lines`], [`digits`],
//!   [`polarity`], `image_folder` and `read_image`.
//!
//! Two inputs and a target, batched by two threads:
//!
//! ```
//! use nn_core::data::{Loader, Rows, Source};
//! use nn_core::prelude::*;
//!
//! # fn main() -> nn_core::Result<()> {
//! let (image, age) = (Rows::new(Tensor::<4>::zeros([50, 1, 8, 8])), Rows::new(Tensor::<1>::zeros([50])));
//! let price = Rows::new(Tensor::<1>::ones([50]));
//! let loader = Loader::new(image.zip(age).zip(price), 16).shuffle(true).workers(2);
//! for batch in loader.batches_at(7, 0) {
//!     let ((image, age), price): ((Tensor<4>, Tensor<1>), Tensor<1>) = batch?;
//!     assert_eq!((image.shape()[0], age.len()), (price.len(), price.len()));
//! }
//! # Ok(())
//! # }
//! ```

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
