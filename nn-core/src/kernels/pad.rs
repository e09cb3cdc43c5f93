//! Tensors with more elements on their sides.

use super::parallel;
use crate::storage::{Element, scratch, zeros};

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

    /// Whether what is added comes from nowhere.
    fn is_constant(&self) -> bool {
        self.before.iter().chain(&self.after).all(Option::is_none)
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
    let mut y = scratch(axes.iter().map(Sources::len).product());
    let (axes, [from, to]) = blocks(axes);
    if from == 0 {
        y.fill(value);
        return y;
    }
    parallel::rows(&mut y, to, &|first, y| {
        for (x, y) in x.chunks_exact(from).skip(first).zip(y.chunks_exact_mut(to)) {
            pad_block(x, axes, value, y);
        }
    });
    y
}

/// The axes from the first that has more elements on its sides, the last in any case, and how many elements those of one
/// index of the others have: before and after.
fn blocks(axes: &[Sources]) -> (&[Sources], [usize; 2]) {
    let same = axes.iter().take_while(|axis| axis.len() == axis.size).count();
    let axes = &axes[same.min(axes.len().saturating_sub(1))..];
    (axes, [axes.iter().map(|axis| axis.size).product(), axes.iter().map(Sources::len).product()])
}

fn pad_block<A: Element>(x: &[A], axes: &[Sources], value: A, y: &mut [A]) {
    let [.., last] = axes else { return y.copy_from_slice(x) };
    rows(axes, |at, row| {
        let y = &mut y[at..at + last.len()];
        let Some(row) = row else { return y.fill(value) };
        let x = &x[row..row + last.size];
        let (before, rest) = y.split_at_mut(last.before.len());
        let (inside, after) = rest.split_at_mut(last.size);
        inside.copy_from_slice(x);
        for (y, source) in before.iter_mut().zip(&last.before).chain(after.iter_mut().zip(&last.after)) {
            *y = source.map_or(value, |source| x[source]);
        }
    });
}

/// The gradient of `x` from that of the padded one.
pub(crate) fn pad_backward<A: Element>(dy: &[A], axes: &[Sources]) -> Vec<A> {
    let all: usize = axes.iter().map(|axis| axis.size).product();
    let (axes, [from, to]) = blocks(axes);
    let constant = axes.iter().all(Sources::is_constant);
    let mut dx = if constant && to > 0 { scratch(all) } else { zeros(all) };
    if to > 0 {
        parallel::rows(&mut dx, from, &|first, dx| {
            for (dy, dx) in dy.chunks_exact(to).skip(first).zip(dx.chunks_exact_mut(from)) {
                if constant { cut_block(dy, axes, dx) } else { pad_block_backward(dy, axes, dx) }
            }
        });
    }
    dx
}

/// Where what was added comes from nowhere, each element has one gradient.
fn cut_block<A: Element>(dy: &[A], axes: &[Sources], dx: &mut [A]) {
    let [.., last] = axes else { return dx.copy_from_slice(dy) };
    rows(axes, |at, row| {
        let Some(row) = row else { return };
        dx[row..row + last.size].copy_from_slice(&dy[at + last.before.len()..][..last.size]);
    });
}

fn pad_block_backward<A: Element>(dy: &[A], axes: &[Sources], dx: &mut [A]) {
    let [.., last] = axes else { return dx.copy_from_slice(dy) };
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sizes and what is added, and how: from nowhere, mirrored or from the edge.
    fn axes() -> impl Strategy<Value = (Vec<(usize, [usize; 2])>, u8)> {
        let axis = (0..6usize, [0..4usize, 0..4usize]);
        (prop::collection::vec(axis, 1..4), 0..2u8)
    }

    fn source(mode: u8, i: isize, size: usize) -> Option<usize> {
        (mode == 1 && size > 0).then(|| i.clamp(0, size as isize - 1) as usize)
    }

    proptest! {
        #[test]
        fn each_element_comes_from_its_place((axes, mode) in axes(), blocks in 1..5usize) {
            let mut sizes = vec![(blocks, [0; 2])];
            sizes.extend(&axes);
            let sources: Vec<Sources> =
                sizes.iter().map(|&(size, more)| Sources::new(more, size, |i, size| source(mode, i, size))).collect();
            let x: Vec<f64> = (1..=sizes.iter().map(|(size, _)| size).product()).map(|i: usize| i as f64).collect();
            let y = pad(&x, &sources, -1.0);
            let lens: Vec<usize> = sizes.iter().map(|(size, [a, b])| size + a + b).collect();
            prop_assert_eq!(y.len(), lens.iter().product::<usize>());
            let mut dx = vec![0.0; x.len()];
            for (place, &y) in y.iter().enumerate() {
                let (mut rest, mut step, mut from) = (place, 1, Some(0));
                for (&(size, [before, _]), len) in sizes.iter().zip(&lens).rev() {
                    let i = (rest % len) as isize - before as isize;
                    let inside = (0..size as isize).contains(&i).then_some(i as usize);
                    from = from.zip(inside.or_else(|| source(mode, i, size))).map(|(at, i)| at + i * step);
                    (rest, step) = (rest / len, step * size);
                }
                prop_assert_eq!(y, from.map_or(-1.0, |from| x[from]));
                from.into_iter().for_each(|from| dx[from] += (place + 1) as f64);
            }
            let dy: Vec<f64> = (1..=y.len()).map(|i| i as f64).collect();
            prop_assert_eq!(pad_backward(&dy, &sources), dx);
        }
    }
}
