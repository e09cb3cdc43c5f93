//! Which class was taken for which.

use super::canvas::{Anchor, Canvas};
use super::color::{growing, ink_on};
use super::font;
use super::frame::{NAME, NUMBER, titled};
use super::picture::Picture;
use crate::tensor::Tensor;

/// How often each class (a row) was taken for which (a column): a confusion matrix. The shade of a cell is its share of its
/// row; its number is the count. Without names, the classes are numbered from 0.
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
    Picture::new(draw(title, counts, &names))
}

fn draw(title: &str, counts: &Tensor<2, usize>, names: &[String]) -> Canvas {
    let [rows, _] = counts.shape();
    let texts = counts.as_slice().iter().map(|count| font::width(&count.to_string(), NUMBER));
    // So many classes are looked at as a whole.
    let cell = if rows > 40 { 12.0 } else { texts.fold(24.0, f64::max) + 12.0 };
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

fn cells(canvas: &mut Canvas, [left, top]: [f64; 2], cell: f64, counts: &Tensor<2, usize>) {
    let [rows, _] = counts.shape();
    for (i, row) in counts.as_slice().chunks(rows.max(1)).enumerate() {
        let sum = row.iter().fold(0, |sum: usize, count| sum.saturating_add(*count));
        for (j, count) in row.iter().enumerate() {
            let fill = growing(*count as f64 / sum.max(1) as f64);
            let at = [left + j as f64 * cell, top + i as f64 * cell];
            // A gap of white between the cells.
            let size = [cell - 1.0; 2];
            canvas.shapes.push(super::canvas::Shape::Rect {
                at,
                size,
                fill,
                stroke: Some([225; 3]),
                radius: 0.0,
            });
            if cell > 20.0 {
                let middle = [at[0] + size[0] / 2.0, at[1] + size[1] / 2.0];
                canvas.text_in(ink_on(fill), middle, Anchor::Middle, NUMBER, &count.to_string());
            }
        }
    }
}
