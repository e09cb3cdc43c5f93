//! A decoded picture.

/// What a picture becomes: red, green and blue.
pub(in crate::data) const CHANNELS: usize = 3;

/// Rows of pixels, each of 1 (grey), 2 (grey and alpha), 3 (red, green, blue) or 4 (and alpha) samples.
#[derive(Debug, PartialEq)]
pub(super) struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) channels: usize,
    pub(super) samples: Vec<u8>,
}
