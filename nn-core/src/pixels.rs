//! Rows of pixels as a PNG file.

use png::{BitDepth, ColorType, Encoder, EncodingError};

/// Pixels from the top left, row by row, each of 1 (grey) or 3 (red, green, blue) bytes.
#[derive(Clone, Debug)]
pub(crate) struct Pixels {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) channels: usize,
    pub(crate) bytes: Vec<u8>,
}

impl Pixels {
    /// The contents of a PNG file, or why there is none, as of a picture without pixels.
    pub(crate) fn to_png(&self) -> Result<Vec<u8>, EncodingError> {
        let mut file = Vec::new();
        let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
        let mut encoder = Encoder::new(&mut file, side(self.width), side(self.height));
        encoder.set_color(if self.channels == 1 { ColorType::Grayscale } else { ColorType::Rgb });
        encoder.set_depth(BitDepth::Eight);
        encoder.write_header()?.write_image_data(&self.bytes)?;
        Ok(file)
    }
}
