//! What a model is made of.

use super::canvas::{Anchor, Canvas, Segment, Shape};
use super::color::{AXIS, CURVES, Color, WHITE, mix};
use super::fold::{Node, nodes};
use super::font;
use super::frame::{NAME, NUMBER, titled};
use super::layout::Layout;
use super::picture::Picture;
use crate::trace::Trace;

const LINE: f64 = 16.0;
const AIR: f64 = 12.0;
const BETWEEN_ROWS: f64 = 30.0;

/// The diagram of a model, from its [trace](crate::trace): its layers and operations with the shapes that they give, from
/// above to below, and what goes where. What stands deeper in the model than `depth` names is one box with what stands
/// beside it: with a depth of 1, `layer1` is a box, and with 2 each of `layer1.0` and `layer1.1`.
///
/// ```
/// use nn_core::plots::diagram;
/// use nn_core::prelude::*;
///
/// let mut rng = rng(0);
/// let model = (Conv2d::new(1, 6, 5, &mut rng), Relu, MaxPool2d::new(2), Flatten, Linear::new(1176, 10, &mut rng));
/// let picture = diagram("LeNet", &model.trace([1, 1, 32, 32])?, 1);
/// assert!(picture.to_svg().contains(">1 × 6 × 28 × 28</text>"));
/// # Ok::<(), nn_core::Error>(())
/// ```
#[doc(alias = "torchviz")]
pub fn diagram(title: &str, trace: &Trace, depth: usize) -> Picture {
    let nodes = nodes(trace, depth);
    let boxes: Vec<(f64, &[usize])> = nodes.iter().map(|node| (width(node), &node.inputs[..])).collect();
    let layout = Layout::new(&boxes);
    let tops = tops(&nodes, &layout);
    let end = tops.last().copied().unwrap_or_default();
    let (mut canvas, top) = titled(title, layout.width() + 48.0, (end - BETWEEN_ROWS).max(0.0) + 16.0);
    let left = (canvas.width - layout.width()) / 2.0;
    for edge in &layout.edges {
        draw_edge(&mut canvas, edge, [left, top], &nodes, &layout, &tops);
    }
    for (node, spot) in nodes.iter().zip(&layout.spots) {
        let middle = middle(&tops, spot.row);
        draw_box(&mut canvas, node, [left + spot.x, top + middle]);
    }
    Picture::new(canvas)
}

fn width(node: &Node) -> f64 {
    let widths = node.lines.iter().enumerate().map(|(i, line)| font::width(line, letters(i)));
    widths.fold(60.0, f64::max) + 2.0 * AIR
}

fn height(node: &Node) -> f64 {
    LINE * node.lines.len() as f64 + AIR
}

/// The first line is the name.
fn letters(line: usize) -> f64 {
    if line == 0 { NAME } else { NUMBER }
}

/// Where the rows begin, and where the last one ends.
fn tops(nodes: &[Node], layout: &Layout) -> Vec<f64> {
    let mut heights = vec![0.0f64; layout.num_rows()];
    for (node, spot) in nodes.iter().zip(&layout.spots) {
        heights[spot.row] = heights[spot.row].max(height(node));
    }
    let mut at = 0.0;
    let mut tops = vec![0.0];
    for height in heights {
        at += height + BETWEEN_ROWS;
        tops.push(at);
    }
    tops
}

fn middle(tops: &[f64], row: usize) -> f64 {
    (tops[row] + tops[row + 1] - BETWEEN_ROWS) / 2.0
}

fn draw_box(canvas: &mut Canvas, node: &Node, [x, y]: [f64; 2]) {
    let size = [width(node), height(node)];
    let at = [x - size[0] / 2.0, y - size[1] / 2.0];
    let fill = if node.is_input { mix(WHITE, CURVES[5], 0.25) } else { tint(node) };
    canvas.shapes.push(Shape::Rect { at, size, fill, stroke: Some(AXIS), radius: 6.0 });
    for (i, line) in node.lines.iter().enumerate() {
        let middle = at[1] + AIR / 2.0 + (i as f64 + 0.5) * LINE;
        canvas.text([x, middle], Anchor::Middle, letters(i), line);
    }
}

/// What has parameters is blue.
fn tint(node: &Node) -> Color {
    let has_parameters = node.lines.last().is_some_and(|line| line.ends_with(" parameters"));
    if has_parameters { mix(WHITE, CURVES[0], 0.15) } else { mix(WHITE, AXIS, 0.1) }
}

/// An edge, from the lower side of a box through its bends to the upper side of another, which an arrow touches.
fn draw_edge(
    canvas: &mut Canvas,
    edge: &[usize],
    [left, top]: [f64; 2],
    nodes: &[Node],
    layout: &Layout,
    tops: &[f64],
) {
    const ARROW: f64 = 7.0;
    let place = |spot: usize| {
        let spot = &layout.spots[spot];
        [left + spot.x, top + middle(tops, spot.row)]
    };
    let half = |spot: usize| nodes.get(spot).map_or(0.0, |node| height(node) / 2.0);
    let (first, last) = (edge[0], edge[edge.len() - 1]);
    let [x, y] = place(first);
    let mut at = [x, y + half(first)];
    let mut path = vec![Segment::Move(at)];
    for spot in &edge[1..] {
        let row = layout.spots[*spot].row;
        let [x, y] = place(*spot);
        let end = if *spot == last { [x, y - half(last) - ARROW] } else { [x, top + tops[row]] };
        let bend = (at[1] + end[1]) / 2.0;
        path.push(Segment::Curve([at[0], bend], [end[0], bend], end));
        at = end;
        if *spot != last {
            at = [x, top + tops[row + 1] - BETWEEN_ROWS];
            path.push(Segment::Line(at));
        }
    }
    canvas.shapes.push(Shape::Line { path, color: AXIS, opacity: 1.0, width: 1.3, dash: &[] });
    let [x, y] = at;
    let corners = vec![[x - 4.0, y], [x + 4.0, y], [x, y + ARROW]];
    canvas.shapes.push(Shape::Area { corners, fill: AXIS });
}
