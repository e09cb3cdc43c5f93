//! What looks at what.

use super::axis::Range;
use super::canvas::{Anchor, Canvas};
use super::color::{AXIS, growing};
use super::font;
use super::frame::{NAME, NUMBER, titled};
use super::picture::Picture;
use super::tiles::{bar, bar_width, tile};
use crate::tensor::Tensor;

/// The weights of attention, `[heads, queries, keys]`: a map for each head, in which a row says what a query looks at. Names
/// of the queries and of the keys, such as tokens, are written beside the maps; without any there are none.
///
/// # Panics
///
/// If there are names and not as many as queries or keys.
///
/// ```
/// use nn_core::Tensor;
/// use nn_core::plots::attention_maps;
///
/// let weights = Tensor::<3>::from([[[0.9, 0.1], [0.3, 0.7]]]);
/// let picture = attention_maps("Layer 0", &weights, &["the", "cat"], &["le", "chat"]);
/// assert!(picture.to_svg().contains(">chat</text>"));
/// ```
#[track_caller]
pub fn attention_maps(title: &str, weights: &Tensor<3>, queries: &[&str], keys: &[&str]) -> Picture {
    let [heads, rows, columns] = weights.shape();
    for (what, names, count) in [("queries", queries, rows), ("keys", keys, columns)] {
        let fit = names.is_empty() || names.len() == count;
        assert!(fit, "attention_maps: expected a name for each of {count} {what}, got {}", names.len());
    }
    if weights.is_empty() {
        return Picture::new(titled(title, 200.0, 20.0).0);
    }
    let range =
        Range { min: 0.0, max: Range::of(weights.as_slice().iter().map(|w| f64::from(*w)).chain([0.0])).max };
    let maps = weights.as_slice().chunks(rows * columns).enumerate().map(|(head, map)| {
        let name = if heads == 1 { String::new() } else { format!("head {head}") };
        one(&name, map, [rows, columns], range, queries, keys)
    });
    let maps: Vec<Canvas> = maps.collect();
    let (width, height) = (maps[0].width, maps[0].height);
    let across = (heads as f64).sqrt().ceil() as usize;
    let all = across as f64 * width + bar_width(range);
    let (mut canvas, top) = titled(title, all + 16.0, heads.div_ceil(across) as f64 * height + 4.0);
    let left = (canvas.width - all) / 2.0;
    for (i, map) in maps.into_iter().enumerate() {
        canvas.place([left + (i % across) as f64 * width, top + (i / across) as f64 * height], map);
    }
    bar(&mut canvas, [left + across as f64 * width + 8.0, top + 24.0], 116.0, range, |w| {
        growing(w / range.max)
    });
    Picture::new(canvas)
}

/// The map of a head.
fn one(
    name: &str,
    map: &[f32],
    [rows, columns]: [usize; 2],
    range: Range,
    queries: &[&str],
    keys: &[&str],
) -> Canvas {
    let is_named = !queries.is_empty() || !keys.is_empty();
    let cell = if is_named { 18.0 } else { (200.0 / rows.max(columns) as f64).clamp(2.0, 18.0) };
    let widest =
        |names: &[&str]| names.iter().map(|name| font::width(name, NUMBER) + 8.0).fold(0.0, f64::max);
    let (left, below) = (8.0 + widest(queries), 12.0 + widest(keys));
    let (width, height) = (columns as f64 * cell, rows as f64 * cell);
    let mut canvas = Canvas::new(left + width + 14.0, 24.0 + height.max(120.0) + below);
    canvas.text([left + width / 2.0, 12.0], Anchor::Middle, NAME, name);
    canvas.shapes.push(tile([left, 24.0], [width, height], [rows, columns], |row, column| {
        growing(f64::from(map[row * columns + column]) / range.max)
    }));
    outline(&mut canvas, [left, 24.0], [width, height]);
    for (i, query) in queries.iter().enumerate() {
        canvas.text([left - 6.0, 24.0 + (i as f64 + 0.5) * cell], Anchor::End, NUMBER, query);
    }
    for (i, key) in keys.iter().enumerate() {
        canvas.turned_text([left + (i as f64 + 0.5) * cell, 30.0 + height], Anchor::End, NUMBER, key);
    }
    canvas
}

fn outline(canvas: &mut Canvas, [left, top]: [f64; 2], [width, height]: [f64; 2]) {
    let corners = [[left, top], [left + width, top], [left + width, top + height], [left, top + height]];
    for (i, from) in corners.iter().enumerate() {
        canvas.line(*from, corners[(i + 1) % 4], AXIS);
    }
}
