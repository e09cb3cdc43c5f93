//! A picture before and after it is decoded.

use super::{jpeg, png};

/// What a picture becomes: red, green and blue.
pub(in crate::data) const CHANNELS: usize = 3;

/// The most pixels of a picture, 8192 × 8192: what all threads together hold decoded.
pub(super) const MOST_PIXELS: usize = 1 << 26;
/// The longest side: what the header of a JPEG can say.
const LONGEST_SIDE: usize = u16::MAX as usize;
/// The pixels that a small file may have, and those that each of its bytes may add: a JPEG has at most 512, a PNG
/// of eight bits 1,032, and only one of fewer bits more.
const SMALL: usize = 1 << 20;
const PIXELS_PER_BYTE: usize = 2048;

/// A file whose header has been read.
pub(in crate::data) enum Coded<'a> {
    Jpeg(jpeg::Decoder<'a>),
    Png(png::Decoder<'a>),
}

/// Rows of pixels, each of 1 (grey), 2 (grey and alpha), 3 (red, green, blue) or 4 (and alpha) samples.
#[derive(Debug, PartialEq)]
pub(super) struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) channels: usize,
    pub(super) samples: Vec<u8>,
}

impl<'a> Coded<'a> {
    /// By the contents: a PNG that is called .jpg is read all the same.
    pub(in crate::data) fn new(file: &'a [u8]) -> Result<Self, String> {
        let coded = match file {
            [0xff, 0xd8, 0xff, ..] => Coded::Jpeg(jpeg::Decoder::new(file).map_err(damaged)?),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => {
                Coded::Png(png::Decoder::new(file).map_err(damaged)?)
            }
            _ => return Err("is no image: its contents are neither JPEG nor PNG".to_owned()),
        };
        check_size(coded.size(), file.len())?;
        Ok(coded)
    }

    fn size(&self) -> (usize, usize) {
        match self {
            Coded::Jpeg(decoder) => decoder.size(),
            Coded::Png(decoder) => decoder.size(),
        }
    }

    pub(in crate::data) fn pixels(&self) -> usize {
        let (width, height) = self.size();
        width * height
    }

    /// The picture in `size` × `size` pixels, from 0 to 1: a plane for each colour.
    pub(in crate::data) fn load(self, size: usize, planes: &mut [f32]) -> Result<(), String> {
        let picture = match self {
            Coded::Jpeg(decoder) => decoder.decode(),
            Coded::Png(decoder) => decoder.decode(),
        };
        picture.map_err(damaged)?.resize(size, planes);
        Ok(())
    }
}

fn damaged(error: String) -> String {
    format!("is a damaged image ({error}): remove it or take another copy")
}

/// Refuses what would take memory out of proportion, before it is decoded.
fn check_size((width, height): (usize, usize), bytes: usize) -> Result<(), String> {
    if width.max(height) > LONGEST_SIDE || width.saturating_mul(height) > MOST_PIXELS {
        return Err(format!(
            "has {width}x{height} pixels, expected at most {LONGEST_SIDE} a side and {MOST_PIXELS} in all: scale it \
             down"
        ));
    }
    if width * height > SMALL + bytes.saturating_mul(PIXELS_PER_BYTE) {
        let message =
            format!("its {bytes} bytes cannot hold the {width}x{height} pixels that its header announces");
        return Err(damaged(message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check_size;

    #[test]
    fn sizes_out_of_proportion_are_refused() {
        assert!(check_size((1024, 1024), 70).is_ok());
        assert!(check_size((8192, 8192), 1 << 15).is_ok());
        let message = check_size((8192, 8193), 1 << 30).unwrap_err();
        let expected =
            "has 8192x8193 pixels, expected at most 65535 a side and 67108864 in all: scale it down";
        assert_eq!(message, expected);
        assert!(check_size((65_536, 1), 1 << 30).is_err());
        assert!(check_size((usize::MAX, usize::MAX), 1 << 30).is_err());
        let message = check_size((5000, 5000), 634).unwrap_err();
        assert!(message.contains("its 634 bytes cannot hold the 5000x5000 pixels"), "{message}");
    }
}
