//! Pictures from JPEG and PNG files, as tensors want them.

mod jpeg;
mod memory;
mod picture;
mod png;
mod resize;

pub(super) use memory::Memory;
pub(super) use picture::{CHANNELS, Coded};
