//! Bags of rows of a table, each put together to one.

use crate::storage::Float;

/// How the rows of a bag become one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BagMode {
    /// Their sum, in which each row may have a weight.
    Sum,
    /// Their mean.
    #[default]
    Mean,
    /// The largest of each column.
    Max,
}

/// Which rows the bags have.
#[derive(Debug)]
pub(crate) struct Bags<'a> {
    pub(crate) indices: &'a [usize],
    /// Where in the indices each bag begins.
    pub(crate) offsets: &'a [usize],
    /// The row that counts as none.
    pub(crate) padding: Option<usize>,
    pub(crate) width: usize,
}

/// The place of no row.
const NONE: usize = usize::MAX;

impl Bags<'_> {
    /// The places in the indices that count in each bag.
    fn each(&self) -> impl Iterator<Item = impl Iterator<Item = usize> + Clone> {
        let ends = self.offsets.iter().skip(1).copied().chain([self.indices.len()]);
        let counts = |&at: &usize| Some(self.indices[at]) != self.padding;
        self.offsets.iter().zip(ends).map(move |(&start, end)| (start..end).filter(counts))
    }

    fn row<'t, A>(&self, table: &'t [A], at: usize) -> &'t [A] {
        &table[self.indices[at] * self.width..][..self.width]
    }

    /// The factor of a row in a bag of so many.
    fn factor<A: Float>(&self, mode: BagMode, weights: Option<&[A]>, at: usize, count: usize) -> A {
        match mode {
            BagMode::Mean => A::one() / A::of(count as f64),
            _ => weights.map_or(A::one(), |weights| weights[at]),
        }
    }

    /// The sums or the means; zeros of an empty bag.
    pub(crate) fn sums<A: Float>(&self, table: &[A], mode: BagMode, weights: Option<&[A]>) -> Vec<A> {
        let mut y = vec![A::zero(); self.offsets.len() * self.width];
        for (y, bag) in y.chunks_exact_mut(self.width.max(1)).zip(self.each()) {
            let count = bag.clone().count();
            for at in bag {
                let factor = weights.map_or(A::one(), |weights| weights[at]);
                y.iter_mut().zip(self.row(table, at)).for_each(|(y, &x)| *y += factor * x);
            }
            if mode == BagMode::Mean && count > 0 {
                y.iter_mut().for_each(|y| *y /= A::of(count as f64));
            }
        }
        y
    }

    /// The gradient of the table, of `height` rows.
    pub(crate) fn sums_backward<A: Float>(
        &self,
        dy: &[A],
        height: usize,
        mode: BagMode,
        weights: Option<&[A]>,
    ) -> Vec<A> {
        let mut table = vec![A::zero(); height * self.width];
        for (dy, bag) in dy.chunks_exact(self.width.max(1)).zip(self.each()) {
            let count = bag.clone().count();
            for at in bag {
                let factor = self.factor(mode, weights, at, count);
                let row = &mut table[self.indices[at] * self.width..][..self.width];
                row.iter_mut().zip(dy).for_each(|(x, &dy)| *x += factor * dy);
            }
        }
        table
    }

    /// The gradient of the weights.
    pub(crate) fn weights_backward<A: Float>(&self, dy: &[A], table: &[A]) -> Vec<A> {
        let mut weights = vec![A::zero(); self.indices.len()];
        for (dy, bag) in dy.chunks_exact(self.width.max(1)).zip(self.each()) {
            for at in bag {
                weights[at] = dy.iter().zip(self.row(table, at)).map(|(&dy, &x)| dy * x).sum();
            }
        }
        weights
    }

    /// The largest elements of each column, and where in the table they are; zeros of an empty bag.
    pub(crate) fn largest<A: Float>(&self, table: &[A]) -> (Vec<A>, Vec<usize>) {
        let mut found = vec![NONE; self.offsets.len() * self.width];
        for (found, bag) in found.chunks_exact_mut(self.width.max(1)).zip(self.each()) {
            for at in bag {
                let first = self.indices[at] * self.width;
                for (column, found) in found.iter_mut().enumerate() {
                    let at = first + column;
                    if *found == NONE || table[at] > table[*found] || table[at].is_nan() {
                        *found = at;
                    }
                }
            }
        }
        (found.iter().map(|&at| table.get(at).copied().unwrap_or(A::zero())).collect(), found)
    }
}

/// The gradient of a table of `len` elements, of which those at `found` were the largest.
pub(crate) fn largest_backward<A: Float>(dy: &[A], found: &[usize], len: usize) -> Vec<A> {
    let mut table = vec![A::zero(); len];
    for (&dy, &at) in dy.iter().zip(found) {
        if let Some(x) = table.get_mut(at) {
            *x += dy;
        }
    }
    table
}
