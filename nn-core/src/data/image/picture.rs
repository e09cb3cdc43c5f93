//! A decoded picture.

use crate::storage::scratch;

/// What a picture becomes: red, green and blue.
pub(in crate::data) const CHANNELS: usize = 3;

/// Rows of pixels, each of 1 (grey), 2 (grey and alpha), 3 (red, green, blue) or 4 (and alpha) samples.
#[derive(Debug, PartialEq)]
pub(in crate::data) struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) channels: usize,
    pub(super) samples: Vec<u8>,
}

impl Picture {
    /// The picture as a tensor wants it: its height and width, and a plane for each colour, from 0 to 1. Grey is all three
    /// of them.
    pub(in crate::data) fn planes(&self) -> ([usize; 2], Vec<f32>) {
        let levels: [f32; 256] = std::array::from_fn(|level| level as f32 / 255.0);
        let mut planes = scratch(CHANNELS * self.width * self.height);
        for (channel, plane) in planes.chunks_exact_mut(self.width * self.height).enumerate() {
            let channel = if self.channels < CHANNELS { 0 } else { channel };
            let samples = self.samples[channel..].iter().step_by(self.channels);
            plane.iter_mut().zip(samples).for_each(|(value, sample)| *value = levels[usize::from(*sample)]);
        }
        ([self.height, self.width], planes)
    }
}
