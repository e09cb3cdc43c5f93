//! A picture as it stands in its file.

use super::limits::check_size;
use super::picture::Picture;
use super::{jpeg, png};

/// A file whose header has been read.
pub(in crate::data) enum Coded<'a> {
    Jpeg(Box<jpeg::Decoder<'a>>),
    Png(Box<png::Decoder<'a>>),
}

impl<'a> Coded<'a> {
    /// By the contents: a PNG that is called .jpg is read all the same.
    pub(in crate::data) fn new(file: &'a [u8]) -> Result<Self, String> {
        let coded = match file {
            [0xff, 0xd8, 0xff, ..] => Coded::Jpeg(Box::new(jpeg::Decoder::new(file).map_err(damaged)?)),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => {
                Coded::Png(Box::new(png::Decoder::new(file).map_err(damaged)?))
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
        self.decode()?.resize(size, planes);
        Ok(())
    }

    pub(in crate::data) fn decode(self) -> Result<Picture, String> {
        let picture = match self {
            Coded::Jpeg(decoder) => decoder.decode(),
            Coded::Png(decoder) => decoder.decode(),
        };
        picture.map_err(damaged)
    }
}

fn damaged(error: String) -> String {
    format!("is a damaged image ({error}): remove it or take another copy")
}
