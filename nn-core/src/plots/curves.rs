//! Numbers over steps.

use super::axis::Range;
use super::canvas::{Anchor, Canvas, Segment, Shape};
use super::color::{CURVES, Color};
use super::font;
use super::frame::{Frame, NAME, titled};
use super::picture::Picture;

/// Numbers over the steps of a run, as losses and accuracies, a curve for each name.
///
/// A number that is infinite or none is a gap in its curve. Curves differ in their dashes as well as in their colours, which
/// those who see some colours alike tell apart.
///
/// ```
/// use nn_core::plots::Curves;
///
/// let picture = Curves::new("Loss")
///     .y_label("cross entropy")
///     .curve("train", &[(0, 2.3), (100, 0.7), (200, 0.4)])
///     .curve("test", &[(0, 2.3), (100, 0.8), (200, f64::NAN)])
///     .draw();
/// assert!(picture.to_svg().contains("cross entropy"));
/// ```
#[doc(alias("plot", "lineplot"))]
#[derive(Clone, Debug)]
pub struct Curves {
    title: String,
    x_label: String,
    y_label: String,
    smoothing: f64,
    curves: Vec<(String, Vec<[f64; 2]>)>,
}

impl Curves {
    /// A picture of this title, without curves so far, over an axis named `step`.
    pub fn new(title: &str) -> Self {
        Curves {
            title: title.to_owned(),
            x_label: "step".to_owned(),
            y_label: String::new(),
            smoothing: 0.0,
            curves: Vec::new(),
        }
    }

    /// The name of the axis from left to right, where the numbers are not over steps.
    pub fn x_label(mut self, name: &str) -> Self {
        name.clone_into(&mut self.x_label);
        self
    }

    /// The name of the axis upwards.
    pub fn y_label(mut self, name: &str) -> Self {
        name.clone_into(&mut self.y_label);
        self
    }

    /// Adds a curve: steps in ascending order, each with a number, as `Run::scalars` gives them with the feature `run`.
    pub fn curve(mut self, name: &str, points: &[(u64, f64)]) -> Self {
        let points = points.iter().map(|(step, value)| [*step as f64, *value]).collect();
        self.curves.push((name.to_owned(), points));
        self
    }

    /// Draws a running mean over each curve of 100 points and more, which itself becomes faint: for losses of single batches.
    /// The mean keeps this part of itself at each point, `m ← keep · m + (1 − keep) · x`, and is divided by `1 − keepⁱ` at the `i`-th, as
    /// TensorBoard's.
    ///
    /// # Panics
    ///
    /// Unless `keep` is at least 0 and less than 1.
    #[track_caller]
    pub fn smoothed(mut self, keep: f64) -> Self {
        assert!(
            (0.0..1.0).contains(&keep),
            "Curves: smoothed needs a number from 0 to less than 1, got {keep}"
        );
        self.smoothing = keep;
        self
    }

    /// Draws it, 640 by 400 pixels and a title.
    pub fn draw(&self) -> Picture {
        let (mut canvas, top) = titled(&self.title, 640.0, 400.0);
        let top = self.legend(&mut canvas, top);
        let shown = |axis: usize| {
            let all = self.curves.iter().flat_map(|(_, points)| points);
            let finite = all.filter(|point| point[1].is_finite());
            Range::of(finite.map(move |point| point[axis]))
        };
        let (x, y) = (shown(0), shown(1).with_air());
        let frame = Frame::draw(&mut canvas, top, x, y, [&self.x_label, &self.y_label]);
        for (i, (_, points)) in self.curves.iter().enumerate() {
            if self.smoothing > 0.0 && points.len() >= MANY {
                curve(&mut canvas, &frame, points, Style { opacity: 0.3, width: 1.0, ..Style::of(i) });
                curve(&mut canvas, &frame, &smoothed(points, self.smoothing), Style::of(i));
            } else {
                curve(&mut canvas, &frame, points, Style::of(i));
            }
        }
        Picture::new(canvas)
    }

    /// The names, in as many lines as they need, and the height below them.
    fn legend(&self, canvas: &mut Canvas, top: f64) -> f64 {
        const SAMPLE: f64 = 28.0;
        let (mut x, mut y) = (24.0, top + 4.0);
        for (i, (name, _)) in self.curves.iter().enumerate() {
            let width = SAMPLE + 6.0 + font::width(name, NAME);
            if x + width > canvas.width - 12.0 && x > 24.0 {
                (x, y) = (24.0, y + 20.0);
            }
            let path = vec![Segment::Move([x, y]), Segment::Line([x + SAMPLE, y])];
            canvas.shapes.push(Style::of(i).line(path));
            canvas.text([x + SAMPLE + 6.0, y], Anchor::Start, NAME, name);
            x += width + 22.0;
        }
        if self.curves.is_empty() { top } else { y + 16.0 }
    }
}

/// So many points hide what they have in common.
const MANY: usize = 100;

/// How a curve looks.
#[derive(Clone, Copy)]
struct Style {
    color: Color,
    opacity: f64,
    width: f64,
    dash: &'static [f64],
}

impl Style {
    fn of(number: usize) -> Style {
        const DASHES: [&[f64]; 4] = [&[], &[7.0, 3.0], &[2.0, 2.5], &[9.0, 3.0, 2.0, 3.0]];
        let dash = DASHES[number % DASHES.len()];
        Style { color: CURVES[number % CURVES.len()], opacity: 1.0, width: 1.8, dash }
    }

    fn line(self, path: Vec<Segment>) -> Shape {
        let Style { color, opacity, width, dash } = self;
        Shape::Line { path, color, opacity, width, dash }
    }
}

/// Draws the pieces of a curve between its gaps; of a single point, a dot.
fn curve(canvas: &mut Canvas, frame: &Frame, points: &[[f64; 2]], style: Style) {
    for piece in points.split(|point| !point[1].is_finite()).filter(|piece| !piece.is_empty()) {
        let places: Vec<[f64; 2]> = piece.iter().map(|point| frame.place(*point)).collect();
        if let [at] = places[..] {
            canvas.shapes.push(Shape::Dot { at, radius: 2.6, fill: style.color });
        } else {
            let style = if style.opacity < 1.0 { Style { dash: &[], ..style } } else { style };
            let thin = thinned(&places);
            let path = thin.iter().enumerate();
            let path = path.map(|(i, to)| if i == 0 { Segment::Move(*to) } else { Segment::Line(*to) });
            canvas.shapes.push(style.line(path.collect()));
        }
    }
}

/// Of the places that lie in one column of pixels, the first, the last, the highest and the lowest: the same picture.
fn thinned(places: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut thin = Vec::new();
    for column in places.chunk_by(|a, b| a[0].floor() == b[0].floor()) {
        let by_height = |i: &usize, j: &usize| column[*i][1].total_cmp(&column[*j][1]);
        let (lowest, highest) = ((0..column.len()).min_by(by_height), (0..column.len()).max_by(by_height));
        let mut kept: Vec<usize> = [0, column.len() - 1].into_iter().chain(lowest).chain(highest).collect();
        kept.sort_unstable();
        kept.dedup();
        thin.extend(kept.into_iter().map(|i| column[i]));
    }
    thin
}

/// The running mean of the points that are finite; the others stay gaps.
fn smoothed(points: &[[f64; 2]], keep: f64) -> Vec<[f64; 2]> {
    let (mut mean, mut weight) = (0.0, 0.0);
    let smooth = |[x, y]: [f64; 2]| {
        if !y.is_finite() {
            return [x, y];
        }
        mean = keep * mean + (1.0 - keep) * y;
        weight = keep * weight + (1.0 - keep);
        [x, mean / weight]
    };
    points.iter().copied().map(smooth).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_mean_is_one_of_the_numbers_so_far() {
        let points = [[0.0, 4.0], [1.0, f64::NAN], [2.0, 1.0]];
        let mean = smoothed(&points, 0.5);
        assert_eq!(mean[0], [0.0, 4.0]);
        assert!(mean[1][1].is_nan());
        assert_eq!(mean[2], [2.0, (0.25 * 4.0 + 0.5 * 1.0) / 0.75]);
    }

    #[test]
    fn a_column_of_pixels_keeps_its_ends_and_its_extremes() {
        let places: Vec<[f64; 2]> = [5.0, 1.0, 3.0, 9.0, 4.0].iter().map(|y| [7.5, *y]).collect();
        assert_eq!(thinned(&places).iter().map(|place| place[1]).collect::<Vec<_>>(), [5.0, 1.0, 9.0, 4.0]);
        let apart: Vec<[f64; 2]> = (0..50).map(|i| [f64::from(i), 1.0]).collect();
        assert_eq!(thinned(&apart), apart);
    }
}
