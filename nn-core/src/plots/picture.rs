//! A picture that is drawn.

use std::io::Write;
use std::path::Path;

use super::canvas::Canvas;
use super::raster;
use super::svg::svg;
use crate::error::{Error, Result};
use crate::pixels::Pixels;
use crate::state::replace;

/// A picture, as SVG and as PNG, on white.
///
/// ```
/// use nn_core::plots::Curves;
///
/// # fn main() -> nn_core::Result<()> {
/// # let temporary = tempfile::tempdir().unwrap();
/// # let folder = temporary.path();
/// let picture = Curves::new("Loss").curve("train", &[(0, 2.3), (100, 0.7), (200, 0.4)]).draw();
/// picture.save(folder.join("loss.svg"))?;
/// picture.save(folder.join("loss.png"))?;
/// assert!(picture.to_svg().contains(">train</text>"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Picture {
    canvas: Canvas,
}

impl Picture {
    pub(super) fn new(canvas: Canvas) -> Self {
        Picture { canvas }
    }

    /// The width and the height in pixels, as an SVG is shown if nothing else is said.
    pub fn size(&self) -> (usize, usize) {
        (self.canvas.width.ceil() as usize, self.canvas.height.ceil() as usize)
    }

    /// The contents of an SVG file. Its text is text, in the viewer's own sans-serif font.
    pub fn to_svg(&self) -> String {
        svg(&self.canvas)
    }

    /// The contents of a PNG file with two pixels in the place of each one of the [size](Picture::size), which is sharp on
    /// today's screens; fewer if a side would be longer than 16,384 pixels. Its text has the letters of the font Ubuntu:
    /// Latin, Greek and Cyrillic ones.
    pub fn to_png(&self) -> Vec<u8> {
        self.pixels(2.0).to_png().expect("a picture has pixels")
    }

    /// The pixels, with so many for each one of the size.
    pub(crate) fn pixels(&self, scale: f64) -> Pixels {
        raster::pixels(&self.canvas, scale)
    }

    /// Writes the picture into a file, as SVG or as PNG: as the ending of the name says.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, or has another ending.
    #[doc(alias = "savefig")]
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let bytes = match ending.to_ascii_lowercase().as_str() {
            "svg" => self.to_svg().into_bytes(),
            "png" => self.to_png(),
            _ => {
                let message = format!(
                    "a picture is not written as {}: expected a name that ends with .svg or .png",
                    path.display()
                );
                return Err(Error::setting(message));
            }
        };
        replace(path, |file| file.write_all(&bytes))
    }
}
