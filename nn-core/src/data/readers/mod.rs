//! Readers of files that others write: every header is checked against the length of the file before memory is taken.

mod cifar;
#[cfg(feature = "csv")]
mod csv;
mod idx;
mod lines;
mod mnist;
mod npy;
#[cfg(feature = "npz")]
mod npz;
#[cfg(feature = "parquet")]
mod pages;
#[cfg(feature = "parquet")]
mod parquet;
mod stored;
mod table;
mod unpacked;

pub use cifar::{cifar10, cifar100};
pub use idx::idx;
pub use lines::lines;
pub use mnist::mnist;
pub use npy::npy;
#[cfg(feature = "npz")]
pub use npz::Npz;
pub use table::Table;
