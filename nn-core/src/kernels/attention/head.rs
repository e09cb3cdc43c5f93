//! One head: a block of queries after another meets all keys that it sees.

use super::Attention;
use crate::kernels::matmul::{Addend, Threads};
use crate::kernels::matrix::Matrix;
use crate::kernels::outer::add_outer_products;
use crate::kernels::packed::Packed;
use crate::kernels::simd::simd;
use crate::kernels::softmax::{LANES, dot, exp_sum, largest, scale_row};
use crate::storage::{Float, recycle, scratch};

/// How many queries are looked at together, so that their weights stay in the caches.
const BLOCK: usize = 24;
/// From how many queries on it pays to lay out keys and values for products.
const MANY: usize = 12;
// Fewer are one block, which drops the same weights on the way back.
const _: () = assert!(MANY <= BLOCK);

/// The queries, keys and values of one head, and what is added to its scores.
pub(super) struct Head<'a, A> {
    pub(super) of: &'a Attention,
    pub(super) number: usize,
    pub(super) q: Matrix<'a, A>,
    pub(super) k: Matrix<'a, A>,
    pub(super) v: Matrix<'a, A>,
    pub(super) mask: Option<Matrix<'a, A>>,
}

simd! {
    fn add_row[A: Float](x: &mut [A], y: &[A]) {
        for (x, &y) in x.iter_mut().zip(y) {
            *x += y;
        }
    }

    fn scaled[A: Float](x: &[A], y: &mut [A], by: A) {
        for (y, &x) in y.iter_mut().zip(x) {
            *y = x * by;
        }
    }

    /// `dp = p·(dp − sum)·scale`.
    fn score_row[A: Float](p: &[A], dp: &mut [A], sum: A, scale: A) {
        for (dp, &p) in dp.iter_mut().zip(p) {
            *dp = p * (*dp - sum) * scale;
        }
    }
}

impl<A: Float> Head<'_, A> {
    /// How many keys the queries before `end` see.
    pub(super) fn visible(&self, end: usize) -> usize {
        if self.of.causal { end.min(self.k.rows) } else { self.k.rows }
    }

    pub(super) fn scale(&self) -> A {
        A::of(self.of.scale)
    }

    /// The results.
    pub(super) fn forward(&self, y: &mut [&mut [A]]) {
        if y.len() < MANY {
            return self.forward_of_few(y);
        }
        let (k, v) = (Packed::new(self.k.t()), Packed::new(self.v));
        let mut weights = scratch(BLOCK.min(y.len()) * self.k.rows);
        for (i, y) in y.chunks_mut(BLOCK).enumerate() {
            let (first, rows) = (i * BLOCK, y.len());
            let seen = self.visible(first + rows);
            let weights = &mut weights[..rows * seen];
            self.weights(first, &k, weights);
            self.drop(first, weights);
            v.product_of_rows(&all_rows(weights, rows, seen), y, Addend::Zero, Threads::One);
        }
        recycle(weights);
    }

    /// The weights of a block of queries: the softmax of `scale·q·kᵀ` with what is added to it.
    fn weights(&self, first: usize, k: &Packed<A>, weights: &mut [A]) {
        let (rows, size) = (BLOCK.min(self.q.rows - first), self.q.cols);
        let mut q = scratch(rows * size);
        for i in 0..rows {
            scaled(self.q.row(first + i), &mut q[i * size..][..size], self.scale());
        }
        let mut scores: Vec<_> = weights.chunks_exact_mut((weights.len() / rows).max(1)).collect();
        k.product_of_rows(&all_rows(&q, rows, size), &mut scores, Addend::Zero, Threads::One);
        recycle(q);
        self.normalise(first, weights);
    }

    /// Softmax of the scores of the queries from the `first` on.
    pub(super) fn normalise(&self, first: usize, scores: &mut [A]) {
        let seen = self.visible(first + BLOCK.min(self.q.rows - first));
        for (i, row) in scores.chunks_exact_mut(seen.max(1)).enumerate() {
            let visible = self.visible(first + i + 1);
            // Whole blocks of elements are faster.
            let (row, hidden) = row.split_at_mut(visible.next_multiple_of(LANES).min(seen));
            row[visible..].fill(A::neg_infinity());
            if let Some(mask) = self.mask {
                add_row(&mut row[..visible], mask.row(first + i));
            }
            normalise(row);
            hidden.fill(A::zero());
        }
    }

    /// Drops weights, the same ones on the way back.
    pub(super) fn drop(&self, first: usize, weights: &mut [A]) {
        if let Some(mask) = self.of.dropout {
            mask.part(self.number * self.q.rows.div_ceil(BLOCK) + first / BLOCK).apply_in_place(weights);
        }
    }

    /// The gradients of queries, keys and values, of that of the results.
    pub(super) fn backward(&self, dy: Matrix<'_, A>, [dq, dk, dv]: [&mut [&mut [A]]; 3]) {
        let transposed = [self.k, self.v].map(|x| Packed::new(x.t()));
        let k = Packed::new(self.k);
        let len = BLOCK.min(dq.len()) * self.k.rows;
        let [mut weights, mut dropped, mut scores] = [len; 3].map(scratch);
        dk.iter_mut().chain(&mut *dv).for_each(|row| row.fill(A::zero()));
        for (i, dq) in dq.chunks_mut(BLOCK).enumerate() {
            let (first, rows) = (i * BLOCK, dq.len());
            let (seen, dy) = (self.visible(first + rows), dy.rows(first, rows));
            let [weights, dropped, scores] =
                [&mut weights, &mut dropped, &mut scores].map(|x| &mut x[..rows * seen]);
            self.weights(first, &transposed[0], weights);
            let dropped = self.dropped(first, weights, dropped);
            add_outer_products(&all_rows(dropped, rows, seen), &Packed::new(dy), &mut dv[..seen]);
            self.scores_back(first, (&transposed[1], dy), weights, scores);
            let scores = all_rows(scores, rows, seen);
            k.product_of_rows(&scores, dq, Addend::Zero, Threads::One);
            add_outer_products(&scores, &Packed::new(self.q.rows(first, rows)), &mut dk[..seen]);
        }
        [weights, dropped, scores].into_iter().for_each(recycle);
    }

    /// The weights but for those that are dropped.
    fn dropped<'w>(&self, first: usize, weights: &'w [A], copy: &'w mut [A]) -> &'w [A] {
        if self.of.dropout.is_none() {
            return weights;
        }
        copy.copy_from_slice(weights);
        self.drop(first, copy);
        copy
    }

    /// The gradients of the scores of a block of queries.
    fn scores_back(
        &self,
        first: usize,
        (v, dy): (&Packed<A>, Matrix<'_, A>),
        weights: &[A],
        scores: &mut [A],
    ) {
        let seen = weights.len() / dy.rows;
        let rows: Vec<_> = (0..dy.rows).map(|i| dy.row(i)).collect();
        v.product_of_rows(
            &rows,
            &mut scores.chunks_exact_mut(seen.max(1)).collect::<Vec<_>>(),
            Addend::Zero,
            Threads::One,
        );
        self.drop(first, scores);
        for (p, dp) in weights.chunks_exact(seen.max(1)).zip(scores.chunks_exact_mut(seen.max(1))) {
            let sum = dot(p, dp);
            score_row(p, dp, sum, self.scale());
        }
    }
}

/// The rows of a matrix.
fn all_rows<A>(data: &[A], rows: usize, columns: usize) -> Vec<&[A]> {
    (0..rows).map(|i| &data[i * columns..][..columns]).collect()
}

/// Softmax of a row. A query that sees nothing has weights of 0.
fn normalise<A: Float>(row: &mut [A]) {
    let max = largest(row);
    if max == A::neg_infinity() {
        return row.fill(A::zero());
    }
    let sum = exp_sum(row, max);
    scale_row(row, sum.recip());
}
