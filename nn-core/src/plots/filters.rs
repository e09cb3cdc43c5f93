//! What a first convolution looks for.

use super::axis::Range;
use super::color::{Color, signed};
use super::frame::titled;
use super::picture::Picture;
use super::tiles::{bar, bar_width, tile};
use crate::tensor::Tensor;

const TILE: f64 = 48.0;
const GAP: f64 = 6.0;

/// The filters of a convolution, from its weight of `[out_channels, in_channels, height, width]`.
///
/// Of three channels, as those of a network's first convolution, each filter is a picture in colours, which reach from its
/// lowest to its highest value. Otherwise each channel of a filter is a picture of its own, from orange for negative weights
/// over white for 0 to blue; a row holds the channels of a filter if there are several.
///
/// ```
/// use nn_core::plots::filters;
/// use nn_core::prelude::*;
///
/// let conv = Conv2d::new(3, 16, 7, &mut rng(0));
/// assert!(filters("First convolution", conv.weight.value()).to_svg().contains("<image"));
/// ```
pub fn filters(title: &str, weight: &Tensor<4>) -> Picture {
    let [outputs, inputs, ..] = weight.shape();
    if weight.is_empty() {
        return Picture::new(titled(title, 200.0, 20.0).0);
    }
    if inputs == 3 { in_colors(title, weight) } else { by_channel(title, weight, outputs, inputs) }
}

fn in_colors(title: &str, weight: &Tensor<4>) -> Picture {
    let [outputs, _, height, width] = weight.shape();
    let columns = columns(outputs);
    let (mut canvas, top) = titled(title, side(columns) + 12.0, side(outputs.div_ceil(columns)) + 6.0);
    let left = (canvas.width - side(columns)) / 2.0;
    for (i, filter) in weight.as_slice().chunks(3 * height * width).enumerate() {
        let range = Range::of(filter.iter().map(|value| f64::from(*value)));
        let level = |value: f32| (range.part(f64::from(value)) * 255.0).round() as u8;
        let color = |row: usize, column: usize| -> Color {
            std::array::from_fn(|channel| level(filter[(channel * height + row) * width + column]))
        };
        canvas.shapes.push(tile(place([left, top], i, columns), [TILE; 2], [height, width], color));
    }
    Picture::new(canvas)
}

fn by_channel(title: &str, weight: &Tensor<4>, outputs: usize, inputs: usize) -> Picture {
    let [.., height, width] = weight.shape();
    let columns = if inputs == 1 { columns(outputs) } else { inputs };
    let values = weight.as_slice().iter().map(|value| f64::from(value.abs()));
    let largest = Range::of(values.chain([0.0])).max;
    let range = Range { min: -largest, max: largest };
    let rows = (outputs * inputs).div_ceil(columns);
    let all = side(columns) + bar_width(range);
    let (mut canvas, top) = titled(title, all + 12.0, side(rows) + 12.0);
    let left = (canvas.width - all) / 2.0;
    for (i, filter) in weight.as_slice().chunks(height * width).enumerate() {
        let color = |row: usize, column: usize| signed(f64::from(filter[row * width + column]) / largest);
        canvas.shapes.push(tile(place([left, top], i, columns), [TILE; 2], [height, width], color));
    }
    bar(&mut canvas, [left + side(columns) + 8.0, top], side(rows) - GAP, range, |value| {
        signed(value / largest)
    });
    Picture::new(canvas)
}

/// About as many as there are rows, and rather more.
fn columns(tiles: usize) -> usize {
    ((1.6 * tiles as f64).sqrt().ceil() as usize).clamp(1, tiles)
}

fn side(tiles: usize) -> f64 {
    tiles as f64 * (TILE + GAP)
}

fn place([left, top]: [f64; 2], i: usize, columns: usize) -> [f64; 2] {
    [left + side(i % columns), top + side(i / columns)]
}
