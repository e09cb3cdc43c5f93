//! Which class was taken for which.

use super::canvas::{Anchor, Canvas, Shape};
use super::color::{AXIS, GRID, WHITE, growing, ink_on};
use super::font;
use super::frame::{NAME, NUMBER, titled};
use super::picture::Picture;
use super::tiles::tile;
use crate::tensor::Tensor;

/// How often each class (a row) was taken for which (a column): a confusion matrix. The shade of a cell is its share of its
/// row; its number is the count, which more than 40 classes leave no room for. Without names, the classes are numbered from
/// 0.
///
/// # Panics
///
/// If the counts are no square, or there are names and not as many as classes.
///
/// ```
/// use nn_core::Tensor;
/// use nn_core::plots::confusion_matrix;
///
/// let counts = Tensor::from([[48, 2], [5, 45]]);
/// let picture = confusion_matrix("Test", &counts, &["cat", "dog"]);
/// assert!(picture.to_svg().contains(">48</text>"));
/// ```
#[track_caller]
pub fn confusion_matrix(title: &str, counts: &Tensor<2, usize>, names: &[&str]) -> Picture {
    let [rows, columns] = counts.shape();
    assert!(rows == columns, "confusion_matrix: expected as many rows as columns, got {:?}", counts.shape());
    assert!(
        names.is_empty() || names.len() == rows,
        "confusion_matrix: expected a name for each of {rows} classes, got {}",
        names.len()
    );
    let name = |class: usize| names.get(class).map_or(class.to_string(), |name| (*name).to_owned());
    let names: Vec<String> = (0..rows).map(name).collect();
    Picture::new(if rows == 0 { titled(title, 200.0, 20.0).0 } else { draw(title, counts, &names) })
}

fn draw(title: &str, counts: &Tensor<2, usize>, names: &[String]) -> Canvas {
    let [rows, _] = counts.shape();
    let texts = counts.as_slice().iter().map(|count| font::width(&count.to_string(), NUMBER));
    // So many classes are looked at as a whole.
    let cell = if rows > MOST { 12.0 } else { texts.fold(24.0, f64::max) + 12.0 };
    let widest = names.iter().map(|name| font::width(name, NUMBER)).fold(0.0, f64::max);
    let is_turned = widest + 8.0 > cell;
    let below = if is_turned { widest + 12.0 } else { 24.0 };
    let (left, side) = (34.0 + widest + 8.0, cell * rows as f64);
    let (mut canvas, top) = titled(title, left + side + 24.0, side + below + 34.0);
    // Under a long title, in the middle.
    let left = left + (canvas.width - (left + side + 24.0)) / 2.0;
    cells(&mut canvas, [left, top], cell, counts);
    for (i, name) in names.iter().enumerate() {
        let middle = (i as f64 + 0.5) * cell;
        canvas.text([left - 8.0, top + middle], Anchor::End, NUMBER.min(cell), name);
        if is_turned {
            canvas.turned_text([left + middle, top + side + 8.0], Anchor::End, NUMBER.min(cell), name);
        } else {
            canvas.text([left + middle, top + side + 14.0], Anchor::Middle, NUMBER, name);
        }
    }
    canvas.text([left + side / 2.0, canvas.height - 16.0], Anchor::Middle, NAME, "predicted");
    canvas.turned_text([left - widest - 24.0, top + side / 2.0], Anchor::Middle, NAME, "true");
    canvas
}

/// So many classes have cells with numbers.
const MOST: usize = 40;

fn cells(canvas: &mut Canvas, [left, top]: [f64; 2], cell: f64, counts: &Tensor<2, usize>) {
    let [rows, _] = counts.shape();
    let row = |i: usize| &counts.as_slice()[i * rows..(i + 1) * rows];
    let sum = |i: usize| row(i).iter().fold(0, |sum: usize, count| sum.saturating_add(*count)).max(1);
    let shade = |i: usize, j: usize| growing(row(i)[j] as f64 / sum(i) as f64);
    if rows > MOST {
        let side = cell * rows as f64;
        canvas.shapes.push(Shape::Rect {
            at: [left, top],
            size: [side; 2],
            fill: WHITE,
            stroke: Some(AXIS),
            radius: 0.0,
        });
        canvas.shapes.push(tile([left, top], [side; 2], [rows; 2], shade));
        return;
    }
    for (i, j) in (0..rows).flat_map(|i| (0..rows).map(move |j| (i, j))) {
        let (fill, at) = (shade(i, j), [left + j as f64 * cell, top + i as f64 * cell]);
        // A gap of white between the cells.
        let size = [cell - 1.0; 2];
        canvas.shapes.push(Shape::Rect { at, size, fill, stroke: Some(GRID), radius: 0.0 });
        let middle = [at[0] + size[0] / 2.0, at[1] + size[1] / 2.0];
        canvas.text_in(ink_on(fill), middle, Anchor::Middle, NUMBER, &row(i)[j].to_string());
    }
}
