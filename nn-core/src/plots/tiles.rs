//! Small pictures beside each other, and the bar that says what their colours mean.

use super::axis::Range;
use super::canvas::{Anchor, Canvas, Shape};
use super::color::{AXIS, Color};
use super::font;
use super::frame::NUMBER;
use crate::pixels::Pixels;

/// Rows of pixels, each of the colour that a function gives for its row and its column.
pub(super) fn tile(
    at: [f64; 2],
    size: [f64; 2],
    [rows, columns]: [usize; 2],
    color: impl Fn(usize, usize) -> Color,
) -> Shape {
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let bytes = places.flat_map(|(row, column)| color(row, column)).collect();
    Shape::Image { at, size, pixels: Pixels { width: columns, height: rows, channels: 3, bytes } }
}

/// How wide a bar of these values is, with its numbers.
pub(super) fn bar_width(range: Range) -> f64 {
    let numbers = numbers(range).map(|(_, text)| font::width(&text, NUMBER));
    numbers.into_iter().fold(0.0, f64::max) + 38.0
}

/// A bar of the colours of a range, from below to above.
pub(super) fn bar(
    canvas: &mut Canvas,
    at: [f64; 2],
    height: f64,
    range: Range,
    color: impl Fn(f64) -> Color,
) {
    const STEPS: usize = 64;
    let value = |row: usize| range.max - (row as f64 + 0.5) / STEPS as f64 * (range.max - range.min);
    canvas.shapes.push(tile(at, [14.0, height], [STEPS, 1], |row, _| color(value(row))));
    for (part, text) in numbers(range) {
        let y = at[1] + (1.0 - part) * height;
        canvas.line([at[0] + 14.0, y], [at[0] + 18.0, y], AXIS);
        canvas.text([at[0] + 22.0, y], Anchor::Start, NUMBER, &text);
    }
}

/// The lowest, the middle and the highest value, and how far up they stand.
fn numbers(range: Range) -> [(f64, String); 3] {
    [0.0, 0.5, 1.0].map(|part| {
        let value = range.min * (1.0 - part) + range.max * part;
        (part, short(value))
    })
}

/// Three digits.
fn short(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        size if (0.01..1000.0).contains(&size) => {
            let digits = 2 - size.log10().floor().clamp(-2.0, 2.0) as i32;
            let text = format!("{value:.*}", digits as usize);
            if text.contains('.') {
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            } else {
                text
            }
        }
        _ => format!("{value:.1e}"),
    }
}
