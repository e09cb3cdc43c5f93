//! Tensors with more elements on their sides.

use crate::storage::Element;

/// Where the elements along one axis come from: those of the tensor at `start..start + size`, and each of the others from
/// the place that is said, or from nowhere.
pub(crate) struct Sources {
    before: Vec<Option<usize>>,
    size: usize,
    after: Vec<Option<usize>>,
}

impl Sources {
    /// An axis of `size` elements with `before` and `after` more, which come from `of`, counted from the first element.
    pub(crate) fn new(
        [before, after]: [usize; 2],
        size: usize,
        of: impl Fn(isize, usize) -> Option<usize>,
    ) -> Sources {
        let (first, end) = (-(before as isize), size as isize);
        let before = (first..0).map(|i| of(i, size)).collect();
        Sources { before, size, after: (end..end + after as isize).map(|i| of(i, size)).collect() }
    }

    fn len(&self) -> usize {
        self.before.len() + self.size + self.after.len()
    }

    fn of(&self, i: usize) -> Option<usize> {
        match i.checked_sub(self.before.len()) {
            None => self.before[i],
            Some(i) if i < self.size => Some(i),
            Some(i) => self.after[i - self.size],
        }
    }
}

/// `x` with more elements on the sides of its axes, of which there is at least one; `value` where they come from nowhere.
pub(crate) fn pad<A: Element>(x: &[A], axes: &[Sources], value: A) -> Vec<A> {
    let [.., last] = axes else { return x.to_vec() };
    let mut y = vec![value; axes.iter().map(Sources::len).product()];
    rows(axes, |at, row| {
        let Some(row) = row else { return };
        let (x, y) = (&x[row..row + last.size], &mut y[at..at + last.len()]);
        let (before, rest) = y.split_at_mut(last.before.len());
        let (inside, after) = rest.split_at_mut(last.size);
        inside.copy_from_slice(x);
        for (y, source) in before.iter_mut().zip(&last.before).chain(after.iter_mut().zip(&last.after)) {
            if let Some(source) = source {
                *y = x[*source];
            }
        }
    });
    y
}

/// The gradient of `x` from that of the padded one.
pub(crate) fn pad_backward<A: Element>(dy: &[A], axes: &[Sources]) -> Vec<A> {
    let [.., last] = axes else { return dy.to_vec() };
    let mut dx = vec![A::default(); axes.iter().map(|axis| axis.size).product()];
    rows(axes, |at, row| {
        let Some(row) = row else { return };
        let (dx, dy) = (&mut dx[row..row + last.size], &dy[at..at + last.len()]);
        let (before, rest) = dy.split_at(last.before.len());
        let (inside, after) = rest.split_at(last.size);
        for (dx, dy) in dx.iter_mut().zip(inside) {
            *dx = dx.plus(*dy);
        }
        for (dy, source) in before.iter().zip(&last.before).chain(after.iter().zip(&last.after)) {
            if let Some(source) = source {
                dx[*source] = dx[*source].plus(*dy);
            }
        }
    });
    dx
}

/// Calls `f` with the place of each row of the padded tensor, and that of the row which it comes from.
fn rows(axes: &[Sources], mut f: impl FnMut(usize, Option<usize>)) {
    let [outer @ .., last] = axes else { return };
    let count: usize = outer.iter().map(Sources::len).product();
    let mut indices = vec![0; outer.len()];
    for i in 0..count {
        let place =
            outer.iter().zip(&indices).try_fold(0, |place, (axis, &i)| Some(place * axis.size + axis.of(i)?));
        f(i * last.len(), place.map(|place| place * last.size));
        for (index, axis) in indices.iter_mut().zip(outer).rev() {
            *index += 1;
            if *index < axis.len() {
                break;
            }
            *index = 0;
        }
    }
}
