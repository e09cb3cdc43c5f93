//! JPEG files.

use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::picture::Picture;

/// A JPEG whose header has been read.
pub(in crate::data) struct Decoder<'a> {
    file: &'a [u8],
    decoder: JpegDecoder<ZCursor<&'a [u8]>>,
    size: (usize, usize),
    channels: usize,
}

impl<'a> Decoder<'a> {
    pub(super) fn new(file: &'a [u8]) -> Result<Self, String> {
        let options = DecoderOptions::default()
            .set_strict_mode(true)
            .set_max_width(u16::MAX.into())
            .set_max_height(u16::MAX.into());
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
        decoder.decode_headers().map_err(message)?;
        let size = decoder.dimensions().ok_or("it has no size")?;
        let (colors, channels) = match decoder.input_colorspace() {
            Some(ColorSpace::Luma) => (ColorSpace::Luma, 1),
            _ => (ColorSpace::RGB, 3),
        };
        decoder.set_options(options.jpeg_set_out_colorspace(colors));
        Ok(Decoder { file, decoder, size, channels })
    }

    pub(super) fn size(&self) -> (usize, usize) {
        self.size
    }

    pub(super) fn decode(mut self) -> Result<Picture, String> {
        check_end(self.file)?;
        let ((width, height), channels) = (self.size, self.channels);
        let samples = self.decoder.decode().map_err(message)?;
        if samples.len() != width * height * channels {
            return Err(format!("it holds {} samples for {width}x{height} pixels", samples.len()));
        }
        Ok(Picture { width, height, channels, samples })
    }
}

fn message(error: DecodeErrors) -> String {
    error.to_string()
}

/// Refuses a file that stops before the marker of its end: the decoder would make the rest up if only the last rows
/// are missing.
///
/// Segments say their length; what is coded between them ends at the next marker other than a restart. Source:
/// <https://www.w3.org/Graphics/JPEG/itu-t81.pdf>, annex B.
fn check_end(file: &[u8]) -> Result<(), String> {
    const END: u8 = 0xd9;
    let mut rest = &file[2..];
    loop {
        let marker = rest.windows(2).position(|pair| pair[0] == 0xff && is_marker(pair[1]));
        let Some(at) = marker else { return Err("it is cut off".to_owned()) };
        let (kind, after) = (rest[at + 1], &rest[at + 2..]);
        if kind == END {
            return Ok(());
        }
        let length = after.first_chunk().map_or(0, |length| usize::from(u16::from_be_bytes(*length)));
        rest = after.get(length..).unwrap_or_default();
    }
}

/// Whether 0xff and this byte mark the end or a segment: not a coded 0xff, a filling byte, a restart or a beginning.
fn is_marker(byte: u8) -> bool {
    !matches!(byte, 0x00 | 0x01 | 0xd0..=0xd8 | 0xff)
}

#[cfg(test)]
mod tests {
    use super::check_end;

    #[test]
    fn the_end_of_a_thumbnail_is_not_that_of_the_file() {
        let thumbnail = b"\xff\xe1\x00\x08\xff\xd8\xff\xd9..";
        let scan = b"\xff\xda\x00\x02\x12\xff\x00\xff\xd0\x34\xff";
        let file = [&b"\xff\xd8"[..], thumbnail, scan, b"\xff\xd9 and what a camera puts behind"].concat();
        let end = 2 + thumbnail.len() + scan.len() + 2;
        assert!(check_end(&file).is_ok() && check_end(&file[..end]).is_ok());
        for len in 2..end {
            assert!(check_end(&file[..len]).is_err(), "{len}");
        }
    }
}
