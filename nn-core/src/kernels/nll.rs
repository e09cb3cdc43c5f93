//! The choice of one element a row, and its backward pass.

use crate::storage::{Float, zeros};

/// What each row counts: the weight of its label, or 0 if the label is ignored.
pub(crate) fn row_weights<A: Float>(
    labels: &[usize],
    ignored: Option<usize>,
    weight: Option<&[A]>,
) -> Vec<A> {
    let of = |label: usize| weight.map_or(A::one(), |weight| weight[label]);
    labels.iter().map(|&label| if Some(label) == ignored { A::zero() } else { of(label) }).collect()
}

/// `−weight · x` at the label of each row. A row that does not count is not looked at.
pub(crate) fn pick<A: Float>(x: &[A], classes: usize, labels: &[usize], weights: &[A]) -> Vec<A> {
    let rows = x.chunks_exact(classes).zip(labels).zip(weights);
    rows.map(|((row, &label), &w)| if w == A::zero() { w } else { -w * row[label] }).collect()
}

/// Puts `−weight · dy` where the labels are.
pub(crate) fn pick_backward<A: Float>(dy: &[A], classes: usize, labels: &[usize], weights: &[A]) -> Vec<A> {
    let mut dx = zeros(classes * labels.len());
    let rows = dx.chunks_exact_mut(classes).zip(labels).zip(weights.iter().zip(dy));
    for ((row, &label), (&w, &dy)) in rows {
        if w != A::zero() {
            row[label] = -w * dy;
        }
    }
    dx
}
