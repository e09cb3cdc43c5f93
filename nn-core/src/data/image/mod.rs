//! Pictures from JPEG and PNG files, as tensors want them.

mod coded;
mod jpeg;
mod limits;
mod memory;
mod picture;
mod png;
mod resize;

pub(super) use coded::Coded;
pub(super) use memory::Memory;
pub(super) use picture::CHANNELS;
