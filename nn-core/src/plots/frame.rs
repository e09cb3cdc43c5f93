//! A field with two axes.

use super::axis::Range;
use super::canvas::{Anchor, Canvas};
use super::color::{AXIS, GRID};
use super::font;

/// The sizes of letters: of a title, of names, and of the numbers at an axis.
pub(super) const TITLE: f64 = 16.0;
pub(super) const NAME: f64 = 13.0;
pub(super) const NUMBER: f64 = 12.0;

/// The field in which data are drawn, and its bounds.
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) x: Range,
    pub(super) y: Range,
}

impl Frame {
    /// Draws the axes of two ranges, with their numbers and names, into a canvas below this height.
    pub(super) fn draw(
        canvas: &mut Canvas,
        top: f64,
        x: Range,
        y: Range,
        [x_name, y_name]: [&str; 2],
    ) -> Frame {
        let height = canvas.height - top - 26.0 - name_height(x_name);
        let y_ticks = y.ticks((height / 45.0) as usize);
        let widest = y_ticks.iter().map(|(_, text)| font::width(text, NUMBER)).fold(0.0, f64::max);
        let left = 14.0 + name_height(y_name) + widest;
        let frame = Frame { left, top, width: canvas.width - left - 18.0, height, x, y };
        for (value, text) in y_ticks {
            let [_, at] = frame.place([x.min, value]);
            canvas.line([frame.left, at], [frame.right(), at], GRID);
            canvas.text([frame.left - 6.0, at], Anchor::End, NUMBER, &text);
        }
        frame.x_axis(canvas);
        let bottom = frame.bottom();
        canvas.line([frame.left, bottom], [frame.right(), bottom], AXIS);
        canvas.line([frame.left, frame.top], [frame.left, bottom], AXIS);
        canvas.text([frame.left + frame.width / 2.0, canvas.height - 14.0], Anchor::Middle, NAME, x_name);
        canvas.turned_text([14.0, frame.top + height / 2.0], Anchor::Middle, NAME, y_name);
        frame
    }

    /// As many numbers as have room beside each other.
    fn x_axis(&self, canvas: &mut Canvas) {
        let fits = |ticks: &[(f64, String)]| {
            let room = self.width / ticks.len().max(1) as f64;
            ticks.iter().all(|(_, text)| font::width(text, NUMBER) + 14.0 < room)
        };
        let counts = (1..=8).rev().map(|count| self.x.ticks(count));
        let Some(ticks) = counts.into_iter().find(|ticks| fits(ticks)) else { return };
        for (value, text) in ticks {
            let [at, _] = self.place([value, self.y.min]);
            canvas.line([at, self.bottom()], [at, self.bottom() + 4.0], AXIS);
            canvas.text([at, self.bottom() + 14.0], Anchor::Middle, NUMBER, &text);
        }
    }

    /// Where a pair of values is.
    pub(super) fn place(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.left + self.x.part(x) * self.width, self.bottom() - self.y.part(y) * self.height]
    }

    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }
}

fn name_height(name: &str) -> f64 {
    if name.is_empty() { 0.0 } else { NAME + 8.0 }
}

/// A canvas under a title, and where the room below that begins. The canvas is at least as wide as the title.
pub(super) fn titled(title: &str, width: f64, height: f64) -> (Canvas, f64) {
    let width = width.max(font::width(title, TITLE) + 24.0);
    let top = if title.is_empty() { 12.0 } else { 38.0 };
    let mut canvas = Canvas::new(width, height + top);
    canvas.text([width / 2.0, 20.0], Anchor::Middle, TITLE, title);
    (canvas, top)
}
