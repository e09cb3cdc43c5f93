//! Attention by blocks of queries, so that the scores of all pairs are never in memory at once.

use super::dropout::Mask;
use super::matmul::{Threads, product_into};
use super::matrix::Matrix;
use super::parallel;
use super::simd::simd;
use super::softmax::{dot, exp_sum, largest, scale_row};
use crate::storage::{Float, scratch, zeros};

/// How many queries are looked at together.
const BLOCK: usize = 64;
/// Below so many products one thread is faster than two.
const PARALLEL: usize = 1 << 18;

/// Where the rows of each head stand: a batch's heads lie apart, and so do the rows of a head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows {
    /// How many heads the batch has for each sequence.
    pub(crate) heads: usize,
    /// From a sequence to the next.
    pub(crate) batch_step: usize,
    /// From a head to the next.
    pub(crate) head_step: usize,
    /// From a row to the next.
    pub(crate) stride: usize,
}

impl Rows {
    /// Where the first row of a head begins.
    fn first(&self, head: usize) -> usize {
        head / self.heads * self.batch_step + head % self.heads * self.head_step
    }

    /// The rows of one head.
    fn of<'a, A>(&self, data: &'a [A], head: usize, rows: usize, columns: usize) -> Matrix<'a, A> {
        Matrix::strided(data.get(self.first(head)..).unwrap_or_default(), rows, columns, self.stride, 1)
    }

    fn scatter<A: Float>(&self, head: usize, columns: usize, part: &[A], into: &mut [A]) {
        for (i, row) in part.chunks_exact(columns.max(1)).enumerate() {
            let first = self.first(head) + i * self.stride;
            into[first..first + columns].copy_from_slice(row);
        }
    }
}

/// What is attended to, by how many heads of which sizes.
#[derive(Clone, Debug)]
pub(crate) struct Attention {
    pub(crate) heads: usize,
    pub(crate) queries: usize,
    pub(crate) keys: usize,
    pub(crate) size: usize,
    pub(crate) value_size: usize,
    pub(crate) scale: f64,
    /// Whether query `i` sees the keys up to `i` alone.
    pub(crate) causal: bool,
    pub(crate) dropout: Option<Mask>,
    pub(crate) q: Rows,
    pub(crate) k: Rows,
    pub(crate) v: Rows,
    pub(crate) y: Rows,
    /// Where the rows of what is added to the scores begin.
    pub(crate) mask: Option<Rows>,
}

/// The operands.
#[derive(Clone, Copy)]
pub(crate) struct Operands<'a, A> {
    pub(crate) q: &'a [A],
    pub(crate) k: &'a [A],
    pub(crate) v: &'a [A],
    pub(crate) mask: Option<&'a [A]>,
}

simd! {
    fn add_row[A: Float](x: &mut [A], y: &[A]) {
        for (x, &y) in x.iter_mut().zip(y) {
            *x += y;
        }
    }

    /// `dp = p·(dp − sum)·scale`.
    fn score_row[A: Float](p: &[A], dp: &mut [A], sum: A, scale: A) {
        for (dp, &p) in dp.iter_mut().zip(p) {
            *dp = p * (*dp - sum) * scale;
        }
    }
}

impl Attention {
    /// How many products are added up.
    pub(crate) fn multiply_adds(&self) -> u64 {
        let pairs = (self.heads * self.queries) as u64 * self.keys as u64;
        pairs.saturating_mul((self.size + self.value_size) as u64)
    }

    /// How many keys the queries before `end` see.
    fn visible(&self, end: usize) -> usize {
        if self.causal { end.min(self.keys) } else { self.keys }
    }

    /// What `f` makes of each head, on all threads if that is much work.
    fn each_head<R: Send>(&self, f: impl Fn(usize) -> R + Sync) -> Vec<R> {
        match self.multiply_adds() < PARALLEL as u64 {
            true => (0..self.heads).map(f).collect(),
            false => parallel::results(0..self.heads, f),
        }
    }

    /// The results.
    pub(crate) fn forward<A: Float>(&self, operands: Operands<'_, A>) -> Vec<A> {
        let heads = self.each_head(|head| self.head(head, operands));
        let mut y = zeros(self.heads * self.queries * self.value_size);
        for (head, part) in heads.iter().enumerate() {
            self.y.scatter(head, self.value_size, part, &mut y);
        }
        y
    }

    fn head<A: Float>(&self, head: usize, operands: Operands<'_, A>) -> Vec<A> {
        let mut y = zeros(self.queries * self.value_size);
        let mut weights = scratch(BLOCK.min(self.queries) * self.keys);
        for first in (0..self.queries).step_by(BLOCK) {
            let rows = BLOCK.min(self.queries - first);
            let seen = self.visible(first + rows);
            let weights = &mut weights[..rows * seen];
            self.weights(head, first, operands, weights);
            self.drop(head, first, weights);
            let weights = Matrix::new(weights, rows, seen);
            let v = self.v.of(operands.v, head, seen, self.value_size);
            let y = &mut y[first * self.value_size..];
            product_into(weights, v, y, self.value_size, false, Threads::One);
        }
        y
    }

    /// The weights of a block of queries: the softmax of `scale·q·kᵀ` with what is added to it.
    fn weights<A: Float>(&self, head: usize, first: usize, operands: Operands<'_, A>, weights: &mut [A]) {
        let rows = BLOCK.min(self.queries - first);
        let seen = self.visible(first + rows);
        let q = self.q.of(&operands.q[first * self.q.stride..], head, rows, self.size);
        let k = self.k.of(operands.k, head, seen, self.size);
        product_into(q, k.t(), weights, seen, false, Threads::One);
        for (i, row) in weights.chunks_exact_mut(seen.max(1)).enumerate() {
            scale_row(row, A::of(self.scale));
            if let (Some(mask), Some(rows)) = (operands.mask, &self.mask) {
                let at = rows.first(head) + (first + i) * rows.stride;
                add_row(row, &mask[at..at + seen]);
            }
            if self.causal {
                let hidden = (first + i + 1).min(seen);
                row[hidden..].fill(A::neg_infinity());
            }
            normalise(row);
        }
    }

    /// Drops weights, the same ones on the way back.
    fn drop<A: Float>(&self, head: usize, first: usize, weights: &mut [A]) {
        if let Some(mask) = self.dropout {
            mask.part(head * self.queries.div_ceil(BLOCK) + first / BLOCK).apply_in_place(weights);
        }
    }

    /// The gradients of queries, keys and values.
    pub(crate) fn backward<A: Float>(&self, operands: Operands<'_, A>, dy: &[A]) -> [Vec<A>; 3] {
        let heads = self.each_head(|head| self.head_back(head, operands, dy));
        let columns = [self.size, self.size, self.value_size];
        let sizes = [operands.q.len(), operands.k.len(), operands.v.len()];
        let mut gradients = sizes.map(|size| zeros(size));
        for (head, parts) in heads.iter().enumerate() {
            for (i, rows) in [&self.q, &self.k, &self.v].into_iter().enumerate() {
                rows.scatter(head, columns[i], &parts[i], &mut gradients[i]);
            }
        }
        gradients
    }

    fn head_back<A: Float>(&self, head: usize, operands: Operands<'_, A>, dy: &[A]) -> [Vec<A>; 3] {
        let (size, value_size) = (self.size, self.value_size);
        let mut gradients =
            [zeros(self.queries * size), zeros(self.keys * size), zeros(self.keys * value_size)];
        let mut weights = scratch(BLOCK.min(self.queries) * self.keys);
        let (mut dropped, mut scores) = (scratch(weights.len()), scratch(weights.len()));
        for first in (0..self.queries).step_by(BLOCK) {
            let rows = BLOCK.min(self.queries - first);
            let seen = self.visible(first + rows);
            let len = rows * seen;
            let (weights, dropped, scores) = (&mut weights[..len], &mut dropped[..len], &mut scores[..len]);
            self.weights(head, first, operands, weights);
            dropped.copy_from_slice(weights);
            self.drop(head, first, dropped);
            let [dq, dk, dv] = &mut gradients;
            let dy = self.y.of(&dy[first * self.y.stride..], head, rows, value_size);
            let v = self.v.of(operands.v, head, seen, value_size);
            product_into(Matrix::new(dropped, rows, seen).t(), dy, dv, value_size, true, Threads::One);
            product_into(dy, v.t(), scores, seen, false, Threads::One);
            self.drop(head, first, scores);
            for (p, dp) in weights.chunks_exact(seen.max(1)).zip(scores.chunks_exact_mut(seen.max(1))) {
                let sum = dot(p, dp);
                score_row(p, dp, sum, A::of(self.scale));
            }
            let ds = Matrix::new(scores, rows, seen);
            let q = self.q.of(&operands.q[first * self.q.stride..], head, rows, size);
            let k = self.k.of(operands.k, head, seen, size);
            product_into(ds, k, &mut dq[first * size..], size, false, Threads::One);
            product_into(ds.t(), q, dk, size, true, Threads::One);
        }
        gradients
    }
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
