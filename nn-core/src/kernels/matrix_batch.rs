//! Products of batches of matrices.

use super::matmul::{MatrixAt, batched};
use crate::storage::{Float, scratch};

/// A batch of products of matrices: `batch` times `m × k` by `k × n`, each stored as it is or transposed.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the names are those of the formula")]
pub struct MatrixBatch {
    pub batch: usize,
    pub m: usize,
    pub k: usize,
    pub n: usize,
    pub a_transposed: bool,
    pub b_transposed: bool,
}

impl MatrixBatch {
    pub(crate) fn multiply_adds(self) -> u64 {
        ((self.batch * self.m * self.n) as u64).saturating_mul(self.k as u64)
    }

    /// The products.
    pub(crate) fn product<A: Float>(self, a: &[A], b: &[A]) -> Vec<A> {
        let MatrixBatch { batch, m, k, n, a_transposed, b_transposed } = self;
        let mut c = scratch(batch * m * n);
        if k == 0 {
            c.fill(A::zero());
            return c;
        }
        let a_at = |i: usize| MatrixAt { offset: i * m * k, rows: m, cols: k, transposed: a_transposed };
        let b_at = |i: usize| MatrixAt { offset: i * k * n, rows: k, cols: n, transposed: b_transposed };
        batched(a_at, b_at, (a, b), &mut c, false);
        c
    }

    /// The product that gives the gradient of `a`, from that of the result and `b`; of an `a` that is stored as it is.
    pub(crate) fn a_backward(self) -> Self {
        let MatrixBatch { batch, m, k, n, b_transposed, .. } = self;
        MatrixBatch { batch, m, k: n, n: k, a_transposed: false, b_transposed: !b_transposed }
    }

    /// The product that gives the gradient of `b`: from `a` and the gradient of the result or, if `b` is transposed, the
    /// other way round.
    pub(crate) fn b_backward(self) -> Self {
        let MatrixBatch { batch, m, k, n, b_transposed, .. } = self;
        let (m, k, n) = if b_transposed { (n, m, k) } else { (k, m, n) };
        MatrixBatch { batch, m, k, n, a_transposed: true, b_transposed: false }
    }
}
