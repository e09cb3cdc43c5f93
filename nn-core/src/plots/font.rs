//! The letters of pictures: how wide they are, and their outlines. The font comes with the library, so that pictures need
//! none on the system.

use std::sync::LazyLock;

use epaint_default_fonts::UBUNTU_LIGHT;
use ttf_parser::{Face, GlyphId, OutlineBuilder};

static FACE: LazyLock<Face<'static>> =
    LazyLock::new(|| Face::parse(UBUNTU_LIGHT, 0).expect("the font of the library is one"));

/// The names under which viewers find the font of an SVG, or one that is about as wide.
pub(super) const FAMILY: &str = "Ubuntu, 'Helvetica Neue', Arial, sans-serif";

/// How wide a text is, with room for the font of a viewer that has not got ours.
pub(super) fn width(text: &str, size: f64) -> f64 {
    const WIDER: f64 = 1.08;
    WIDER * advance(text, size)
}

/// How wide a text is in our font.
pub(super) fn advance(text: &str, size: f64) -> f64 {
    let units: f64 =
        text.chars().map(|c| f64::from(FACE.glyph_hor_advance(glyph(c)).unwrap_or_default())).sum();
    units * scale(size)
}

/// Draws the outlines of a text whose base line begins at (0, 0), with y upwards.
pub(super) fn outline(text: &str, size: f64, to: &mut impl OutlineBuilder) {
    let mut at = 0.0;
    for c in text.chars() {
        let mut shifted = Shifted { to, at, scale: scale(size) as f32 };
        FACE.outline_glyph(glyph(c), &mut shifted);
        at += advance(c.encode_utf8(&mut [0; 4]), size) as f32;
    }
}

/// The glyph of a letter; that of a missing letter if the font has none.
fn glyph(c: char) -> GlyphId {
    FACE.glyph_index(c).unwrap_or(GlyphId(0))
}

fn scale(size: f64) -> f64 {
    size / f64::from(FACE.units_per_em())
}

/// A glyph at its place and in its size.
struct Shifted<'a, T> {
    to: &'a mut T,
    at: f32,
    scale: f32,
}

impl<T> Shifted<'_, T> {
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        (self.at + x * self.scale, y * self.scale)
    }
}

impl<T: OutlineBuilder> OutlineBuilder for Shifted<'_, T> {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.to.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.to.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.place(x1, y1), self.place(x, y));
        self.to.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.to.curve_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.to.close();
    }
}
