//! Products of small matrices, for which the kernels of `gemm` take longer to begin than to multiply.

use super::matmul::{Addend, Matrix};
use super::simd::simd;
use crate::storage::Float;

/// The columns that are computed at once.
const LANES: usize = 8;
/// The longest sums.
const LONGEST: usize = 64;
/// How many elements of the right matrix are packed at most.
const PACKED: usize = LONGEST * LANES;
/// How many multiplications are few.
const FEW: usize = 2048;

/// Whether a product is small, and of a right matrix whose rows stand together: those of the backward pass. Where its
/// columns do, as in a forward pass, `gemm` is faster. A single row or column is better off with the kernels for vectors.
#[inline]
pub(super) fn is_small<A>(a: &Matrix<'_, A>, b: &Matrix<'_, A>) -> bool {
    let (m, k, n) = (a.rows, b.rows, b.cols);
    let is_matrix = m > 1 && n > 1 && b.has_rows_together();
    is_matrix && m * k * n <= FEW && k * n.next_multiple_of(LANES) <= PACKED
}

simd! {
    /// `c = a · b` and what it is added to, for sizes that [are small](is_small) and a row-major `c` with rows `stride`
    /// apart. Each element is summed in the order of the inner axis.
    pub(super) fn small_product[A: Float](
        a: Matrix<'_, A>,
        b: Matrix<'_, A>,
        c: &mut [A],
        stride: usize,
        addend: Addend<'_, A>,
    ) {
        let (k, n) = (b.rows, b.cols);
        let mut packed = [[A::zero(); LANES]; LONGEST];
        pack(b, &mut packed);
        let mut left = [A::zero(); LONGEST];
        for (i, c) in c.chunks_mut(stride).take(a.rows).enumerate() {
            a.copy_row(i, &mut left[..k]);
            for (block, c) in c[..n].chunks_mut(LANES).enumerate() {
                let mut sums = [A::zero(); LANES];
                for (x, row) in left[..k].iter().zip(&packed[block * k..][..k]) {
                    for (sum, y) in sums.iter_mut().zip(row) {
                        *sum = x.mul_add(*y, *sum);
                    }
                }
                let sums = &sums[..c.len()];
                match addend {
                    Addend::Zero => c.copy_from_slice(sums),
                    Addend::Output => add(c, sums),
                    Addend::Row(row) => {
                        c.copy_from_slice(&row[block * LANES..][..sums.len()]);
                        add(c, sums);
                    }
                }
            }
        }
    }
}

/// Packs the columns of `b` in blocks of as many as there are lanes, each block row by row.
#[inline(always)]
fn pack<A: Float>(b: Matrix<'_, A>, packed: &mut [[A; LANES]]) {
    for p in 0..b.rows {
        for (block, part) in b.row(p).chunks(LANES).enumerate() {
            for (lane, value) in packed[block * b.rows + p].iter_mut().zip(part) {
                *lane = *value;
            }
        }
    }
}

#[inline(always)]
fn add<A: Float>(c: &mut [A], sums: &[A]) {
    for (c, sum) in c.iter_mut().zip(sums) {
        *c += *sum;
    }
}
