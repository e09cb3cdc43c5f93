//! What a picture is made of.

use super::color::{Color, INK};
use crate::pixels::Pixels;

/// Shapes one over the other, with x to the right and y downwards, in pixels.
#[derive(Clone, Debug, Default)]
pub(super) struct Canvas {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) shapes: Vec<Shape>,
}

#[derive(Clone, Debug)]
pub(super) enum Shape {
    Rect {
        at: [f64; 2],
        size: [f64; 2],
        fill: Color,
        stroke: Option<Color>,
        radius: f64,
    },
    Line {
        path: Vec<Segment>,
        color: Color,
        opacity: f64,
        width: f64,
        dash: &'static [f64],
    },
    /// A filled outline.
    Area {
        corners: Vec<[f64; 2]>,
        fill: Color,
    },
    Dot {
        at: [f64; 2],
        radius: f64,
        fill: Color,
    },
    Text {
        at: [f64; 2],
        text: String,
        size: f64,
        anchor: Anchor,
        turned: bool,
        color: Color,
    },
    /// Pixels with sharp edges, in red, green and blue.
    Image {
        at: [f64; 2],
        size: [f64; 2],
        pixels: Pixels,
    },
}

/// A piece of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Segment {
    Move([f64; 2]),
    Line([f64; 2]),
    /// Two control points, and the end.
    Curve([f64; 2], [f64; 2], [f64; 2]),
}

/// Where the place of a text is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Canvas {
    /// Of whole pixels.
    pub(super) fn new(width: f64, height: f64) -> Self {
        Canvas { width: width.ceil(), height: height.ceil(), shapes: Vec::new() }
    }

    pub(super) fn rect(&mut self, at: [f64; 2], size: [f64; 2], fill: Color) {
        self.shapes.push(Shape::Rect { at, size, fill, stroke: None, radius: 0.0 });
    }

    /// A straight line, as wide as a pixel.
    pub(super) fn line(&mut self, from: [f64; 2], to: [f64; 2], color: Color) {
        let path = vec![Segment::Move(from), Segment::Line(to)];
        self.shapes.push(Shape::Line { path, color, opacity: 1.0, width: 1.0, dash: &[] });
    }

    /// A text whose middle has this height.
    pub(super) fn text(&mut self, [x, y]: [f64; 2], anchor: Anchor, size: f64, text: &str) {
        self.text_in(INK, [x, y], anchor, size, text);
    }

    pub(super) fn text_in(&mut self, color: Color, [x, y]: [f64; 2], anchor: Anchor, size: f64, text: &str) {
        let at = [x, y + MIDDLE * size];
        self.write(Shape::Text { at, text: text.to_owned(), size, anchor, turned: false, color });
    }

    /// A text that is read from below, about this middle.
    pub(super) fn turned_text(&mut self, [x, y]: [f64; 2], anchor: Anchor, size: f64, text: &str) {
        let at = [x + MIDDLE * size, y];
        self.write(Shape::Text { at, text: text.to_owned(), size, anchor, turned: true, color: INK });
    }

    /// Adds a text, unless it is empty.
    fn write(&mut self, shape: Shape) {
        self.shapes.extend(
            Some(shape).filter(|shape| !matches!(shape, Shape::Text { text, .. } if text.is_empty())),
        );
    }

    /// Puts another picture into this one.
    pub(super) fn place(&mut self, at: [f64; 2], other: Canvas) {
        self.shapes.extend(other.shapes.into_iter().map(|shape| shape.moved(at)));
    }
}

/// The middle of a letter over its base line, by its size.
const MIDDLE: f64 = 0.35;

impl Shape {
    fn moved(mut self, [dx, dy]: [f64; 2]) -> Shape {
        let shift = |[x, y]: &mut [f64; 2]| (*x, *y) = (*x + dx, *y + dy);
        match &mut self {
            Shape::Rect { at, .. }
            | Shape::Dot { at, .. }
            | Shape::Text { at, .. }
            | Shape::Image { at, .. } => shift(at),
            Shape::Area { corners, .. } => corners.iter_mut().for_each(shift),
            Shape::Line { path, .. } => path.iter_mut().for_each(|segment| match segment {
                Segment::Move(to) | Segment::Line(to) => shift(to),
                Segment::Curve(a, b, to) => [a, b, to].into_iter().for_each(shift),
            }),
        }
        self
    }
}
