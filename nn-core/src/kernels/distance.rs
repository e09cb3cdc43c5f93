//! Euclidean distances between the rows of batches of matrices.

use crate::storage::{Float, scratch, zeros};

/// The sizes of a batch: `m` rows and `n` others, of `d` elements.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows {
    pub(crate) batch: usize,
    pub(crate) m: usize,
    pub(crate) n: usize,
    pub(crate) d: usize,
}

impl Rows {
    /// Where each distance stands, and where the rows begin that it is between.
    fn pairs(self) -> impl Iterator<Item = (usize, usize, usize)> {
        let Rows { batch, m, n, d } = self;
        let pairs = move |block: usize, i: usize| (0..n).map(move |j| (block, i, j));
        let all = (0..batch).flat_map(move |block| (0..m).flat_map(move |i| pairs(block, i)));
        all.map(move |(block, i, j)| ((block * m + i) * n + j, (block * m + i) * d, (block * n + j) * d))
    }

    /// `√Σ (x − y)²` of each pair of rows.
    pub(crate) fn distances<A: Float>(self, x: &[A], y: &[A]) -> Vec<A> {
        let mut distances = scratch(self.batch * self.m * self.n);
        for (at, i, j) in self.pairs() {
            let pairs = x[i..i + self.d].iter().zip(&y[j..j + self.d]);
            distances[at] = pairs.map(|(&x, &y)| (x - y) * (x - y)).sum::<A>().sqrt();
        }
        distances
    }

    /// The gradients of both; none goes through a distance of 0.
    pub(crate) fn backward<A: Float>(self, x: &[A], y: &[A], distances: &[A], dz: &[A]) -> (Vec<A>, Vec<A>) {
        let (mut dx, mut dy) = (zeros(x.len()), zeros(y.len()));
        for (at, i, j) in self.pairs().filter(|(at, ..)| distances[*at] != A::zero()) {
            let share = dz[at] / distances[at];
            for k in 0..self.d {
                let step = share * (x[i + k] - y[j + k]);
                dx[i + k] += step;
                dy[j + k] -= step;
            }
        }
        (dx, dy)
    }
}
