//! PNG files.

use std::io::Cursor;

use png::{DecodingError, Reader, Transformations};

use super::picture::Picture;

/// What a decoder may take beside the pixels, for rows and chunks.
const LIMIT: usize = 1 << 24;

/// A PNG whose header has been read.
pub(in crate::data) struct Decoder<'a>(Reader<Cursor<&'a [u8]>>);

impl<'a> Decoder<'a> {
    pub(super) fn new(file: &'a [u8]) -> Result<Self, String> {
        let mut decoder = png::Decoder::new_with_limits(Cursor::new(file), png::Limits { bytes: LIMIT });
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
        decoder.set_ignore_text_chunk(true);
        decoder.set_ignore_iccp_chunk(true);
        Ok(Decoder(decoder.read_info().map_err(message)?))
    }

    pub(super) fn size(&self) -> (usize, usize) {
        let (width, height) = self.0.info().size();
        (width as usize, height as usize)
    }

    /// The picture; its file is read to the end, so that one that is cut off does not pass.
    pub(super) fn decode(mut self) -> Result<Picture, String> {
        let (width, height) = self.size();
        let (color, _) = self.0.output_color_type();
        let channels = color.samples();
        let mut samples = vec![0; width * height * channels];
        self.0.next_frame(&mut samples).map_err(message)?;
        self.0.finish().map_err(message)?;
        Ok(Picture { width, height, channels, samples })
    }
}

fn message(error: DecodingError) -> String {
    error.to_string()
}
