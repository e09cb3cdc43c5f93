//! How values are distributed.

use super::axis::Range;
use super::canvas::{Anchor, Canvas};
use super::color::CURVES;
use super::font;
use super::frame::{Frame, NAME, NUMBER, titled};
use super::picture::Picture;
use crate::histogram::Histogram;
use crate::module::Module;
use crate::tensor::AnyTensor;

/// How the values of several tensors are distributed, a histogram for each name: of activations, or of gradients, as
/// [`Gradients::named`](crate::Gradients::named) gives them. Values that are infinite or none are left out, and counted
/// in words.
///
/// # Panics
///
/// If the elements are no floats.
///
/// ```
/// use nn_core::plots::histograms;
/// use nn_core::prelude::*;
///
/// let model = (Linear::new(8, 32, &mut rng(0)), Relu);
/// let x = nn_core::init::normal([64, 8], 0.0, 1.0, &mut rng(1));
/// let y = model.0.forward(x);
/// let of = [("before".to_owned(), y.clone().into()), ("behind".to_owned(), y.relu().into())];
/// assert!(histograms("Activations", &of).to_svg().contains(">before</text>"));
/// ```
#[doc(alias = "hist")]
#[track_caller]
pub fn histograms(title: &str, of: &[(String, AnyTensor)]) -> Picture {
    const SIZE: [f64; 2] = [300.0, 180.0];
    let columns = of.len().clamp(1, 3);
    let rows = of.len().div_ceil(columns);
    let (width, height) = (columns as f64 * SIZE[0] + 12.0, rows as f64 * SIZE[1] + 8.0);
    let (mut canvas, top) = titled(title, width, height);
    let left = (canvas.width - width) / 2.0;
    for (i, (name, values)) in of.iter().enumerate() {
        let at = [left + (i % columns) as f64 * SIZE[0], top + (i / columns) as f64 * SIZE[1]];
        canvas.place(at, one(name, &histogram(name, values), SIZE));
    }
    Picture::new(canvas)
}

/// How the values of each parameter of a model are distributed.
///
/// ```
/// use nn_core::plots::weight_histograms;
/// use nn_core::prelude::*;
///
/// let model = (Linear::new(8, 32, &mut rng(0)), Relu, Linear::new(32, 4, &mut rng(1)));
/// assert!(weight_histograms("Weights", &model).to_svg().contains(">2.bias</text>"));
/// ```
pub fn weight_histograms(title: &str, model: &dyn Module) -> Picture {
    let parameters = model.named_parameters();
    let of = parameters.iter().map(|(path, parameter)| (path.to_owned(), parameter.value().clone()));
    histograms(title, &of.collect::<Vec<_>>())
}

#[track_caller]
fn histogram(name: &str, values: &AnyTensor) -> Histogram {
    const BUCKETS: usize = 40;
    match (values.as_slice::<f32>(), values.as_slice::<f64>()) {
        (Some(values), _) => Histogram::of(values.iter().map(|value| f64::from(*value)), BUCKETS),
        (_, Some(values)) => Histogram::of(values.iter().copied(), BUCKETS),
        _ => panic!("histograms: `{name}` has elements {}, expected floats", values.dtype()),
    }
}

fn one(name: &str, of: &Histogram, [width, height]: [f64; 2]) -> Canvas {
    let mut canvas = Canvas::new(width, height - 6.0);
    canvas.text([14.0, 12.0], Anchor::Start, NAME, &shortened(name, width - 28.0));
    if of.not_finite > 0 {
        let lost = format!("{} not finite", of.not_finite);
        canvas.text([width - 18.0, 30.0], Anchor::End, NUMBER, &lost);
    }
    let most = of.counts.iter().copied().max().unwrap_or_default();
    let x = Range::of([of.min, of.max].into_iter());
    let y = Range { min: 0.0, max: 1.05 * most.max(1) as f64 };
    let frame = Frame::draw(&mut canvas, 40.0, x, y, ["", ""]);
    for ([lower, upper], count) in bars(of, x) {
        let [left, top] = frame.place([lower, count as f64]);
        let [right, bottom] = frame.place([upper, 0.0]);
        canvas.rect([left, top], [(right - left - 0.6).max(0.6), bottom - top], CURVES[0]);
    }
    canvas
}

/// The buckets that are not empty, from where to where, with what they hold. One that holds a single value has a fifth of
/// the width.
fn bars(of: &Histogram, x: Range) -> Vec<([f64; 2], u64)> {
    let around = if of.limits.len() == 1 { 0.1 * (x.max - x.min) } else { 0.0 };
    let lower = std::iter::once(of.min).chain(of.limits.iter().copied());
    let sides = lower.zip(&of.limits).map(|(lower, upper)| [lower - around, upper + around]);
    sides.zip(of.counts.iter().copied()).filter(|(_, count)| *count > 0).collect()
}

/// The end of a path that is too long for its place.
fn shortened(name: &str, room: f64) -> String {
    if font::width(name, NAME) <= room {
        return name.to_owned();
    }
    let ends = name.char_indices().map(|(at, _)| format!("..{}", &name[at..]));
    ends.into_iter().find(|end| font::width(end, NAME) <= room).unwrap_or_default()
}
