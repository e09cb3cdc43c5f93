//! Pictures as pixels.

use tiny_skia::{
    FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, StrokeDash, Transform,
};
use ttf_parser::OutlineBuilder;

use super::canvas::{Anchor, Canvas, Segment, Shape};
use super::color::Color;
use super::font;
use crate::pixels::Pixels;

/// The most pixels along a side: what is larger is drawn smaller.
const LONGEST_SIDE: f64 = 16_384.0;

/// The picture on white, with so many pixels for each of its units.
pub(super) fn pixels(canvas: &Canvas, scale: f64) -> Pixels {
    let scale = scale.min(LONGEST_SIDE / canvas.width.max(canvas.height));
    let side = |units: f64| (units * scale).ceil().max(1.0) as u32;
    let mut brush = Brush {
        pixmap: Pixmap::new(side(canvas.width), side(canvas.height))
            .expect("the sides are neither 0 nor huge"),
        transform: Transform::from_scale(scale as f32, scale as f32),
    };
    brush.pixmap.fill(tiny_skia::Color::WHITE);
    canvas.shapes.iter().for_each(|shape| brush.draw(shape));
    let (width, height) = (brush.pixmap.width() as usize, brush.pixmap.height() as usize);
    let bytes = brush.pixmap.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]);
    Pixels { width, height, channels: 3, bytes: bytes.collect() }
}

struct Brush {
    pixmap: Pixmap,
    transform: Transform,
}

impl Brush {
    /// Draws a shape; one without an extent leaves nothing.
    fn draw(&mut self, shape: &Shape) {
        match shape {
            Shape::Rect { at, size, fill, stroke, radius } => {
                let Some(path) = rect(*at, *size, *radius) else { return };
                self.fill(&path, *fill, *radius > 0.0);
                if let Some(stroke) = stroke {
                    self.stroke(&path, *stroke, 1.0, 1.0, &[]);
                }
            }
            Shape::Line { path, color, opacity, width, dash } => {
                if let Some(path) = line(path) {
                    self.stroke(&path, *color, *opacity, *width, dash);
                }
            }
            Shape::Area { corners, fill } => {
                let segments = corners.iter().enumerate();
                let segments =
                    segments.map(|(i, to)| if i == 0 { Segment::Move(*to) } else { Segment::Line(*to) });
                if let Some(path) = line(&segments.collect::<Vec<_>>()) {
                    self.fill(&path, *fill, true);
                }
            }
            Shape::Dot { at: [x, y], radius, fill } => {
                if let Some(path) = PathBuilder::from_circle(*x as f32, *y as f32, *radius as f32) {
                    self.fill(&path, *fill, true);
                }
            }
            Shape::Text { at, text, size, anchor, turned, color } => {
                self.text(*at, text, *size, *anchor, *turned, *color);
            }
            Shape::Image { at, size, pixels } => self.image(*at, *size, pixels),
        }
    }

    fn fill(&mut self, path: &Path, color: Color, smooth: bool) {
        let paint = paint(color, 1.0, smooth);
        self.pixmap.fill_path(path, &paint, FillRule::Winding, self.transform, None);
    }

    fn stroke(&mut self, path: &Path, color: Color, opacity: f64, width: f64, dash: &[f64]) {
        let stroke = Stroke {
            width: width as f32,
            line_join: LineJoin::Round,
            line_cap: LineCap::Butt,
            dash: StrokeDash::new(dash.iter().map(|length| *length as f32).collect(), 0.0),
            ..Stroke::default()
        };
        self.pixmap.stroke_path(path, &paint(color, opacity, true), &stroke, self.transform, None);
    }

    fn text(&mut self, [x, y]: [f64; 2], text: &str, size: f64, anchor: Anchor, turned: bool, color: Color) {
        let before = match anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => 0.5,
            Anchor::End => 1.0,
        };
        let mut outline = Outline(PathBuilder::new());
        font::outline(text, size, &mut outline);
        let turn = if turned { Transform::from_rotate(-90.0) } else { Transform::identity() };
        let transform = Transform::from_translate(-(before * font::advance(text, size)) as f32, 0.0)
            .post_concat(turn)
            .post_translate(x as f32, y as f32);
        if let Some(path) = outline.0.finish().and_then(|path| path.transform(transform)) {
            self.fill(&path, color, true);
            // The font is a light one.
            self.stroke(&path, color, 1.0, 0.02 * size, &[]);
        }
    }

    fn image(&mut self, [x, y]: [f64; 2], [width, height]: [f64; 2], pixels: &Pixels) {
        let size = [width / pixels.width as f64, height / pixels.height as f64];
        for (i, color) in pixels.bytes.chunks_exact(3).enumerate() {
            let (column, row) = (i % pixels.width, i / pixels.width);
            let at = [x + column as f64 * size[0], y + row as f64 * size[1]];
            if let Some(path) = rect(at, size, 0.0) {
                self.fill(&path, [color[0], color[1], color[2]], false);
            }
        }
    }
}

fn paint(color: Color, opacity: f64, smooth: bool) -> Paint<'static> {
    let mut paint = Paint { anti_alias: smooth, ..Paint::default() };
    paint.set_color_rgba8(color[0], color[1], color[2], (opacity * 255.0).round() as u8);
    paint
}

fn rect([x, y]: [f64; 2], [width, height]: [f64; 2], radius: f64) -> Option<Path> {
    if radius == 0.0 {
        let rect = Rect::from_xywh(x as f32, y as f32, width as f32, height as f32)?;
        return Some(PathBuilder::from_rect(rect));
    }
    let ([left, top], [right, bottom]) = ([x, y], [x + width, y + height]);
    let corner = |from: [f64; 2], corner: [f64; 2], to: [f64; 2]| {
        [Segment::Line(from), Segment::Curve(corner, corner, to)]
    };
    let path = [
        corner([right - radius, top], [right, top], [right, top + radius]),
        corner([right, bottom - radius], [right, bottom], [right - radius, bottom]),
        corner([left + radius, bottom], [left, bottom], [left, bottom - radius]),
        corner([left, top + radius], [left, top], [left + radius, top]),
    ];
    let mut segments = vec![Segment::Move([left + radius, top])];
    segments.extend(path.into_iter().flatten());
    line(&segments)
}

fn line(segments: &[Segment]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for segment in segments {
        match segment.map(|value| value as f32) {
            Points::Move([x, y]) => path.move_to(x, y),
            Points::Line([x, y]) => path.line_to(x, y),
            Points::Curve([x1, y1], [x2, y2], [x, y]) => path.cubic_to(x1, y1, x2, y2, x, y),
        }
    }
    path.finish()
}

/// A segment in single precision.
enum Points {
    Move([f32; 2]),
    Line([f32; 2]),
    Curve([f32; 2], [f32; 2], [f32; 2]),
}

impl Segment {
    fn map(self, f: impl Fn(f64) -> f32) -> Points {
        match self {
            Segment::Move(to) => Points::Move(to.map(f)),
            Segment::Line(to) => Points::Line(to.map(f)),
            Segment::Curve(a, b, to) => Points::Curve(a.map(&f), b.map(&f), to.map(&f)),
        }
    }
}

/// The outline of a text, with y downwards.
struct Outline(PathBuilder);

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, -y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, -y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, -y1, x, -y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, -y1, x2, -y2, x, -y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
