//! Products of small matrices, for which the kernels of `gemm` take longer to begin than to multiply.

use super::matmul::Addend;
use super::matrix::Matrix;
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
    let is_matrix = m > 1 && k > 0 && n > 1 && b.has_rows_together();
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
                let sums = sums(&left[..k], &packed[block * k..][..k]);
                write(c, &sums, addend.columns(block * LANES, c.len()));
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

/// A row times a block of columns.
#[inline(always)]
fn sums<A: Float>(left: &[A], block: &[[A; LANES]]) -> [A; LANES] {
    let mut sums = [A::zero(); LANES];
    for (x, row) in left.iter().zip(block) {
        for (sum, y) in sums.iter_mut().zip(row) {
            *sum = x.mul_add(*y, *sum);
        }
    }
    sums
}

/// Writes as many of the sums as there is place for, added to what there is to add.
#[inline(always)]
fn write<A: Float>(c: &mut [A], sums: &[A; LANES], addend: Addend<'_, A>) {
    match addend {
        Addend::Zero => c.copy_from_slice(&sums[..c.len()]),
        Addend::Output => c.iter_mut().zip(sums).for_each(|(c, sum)| *c += *sum),
        Addend::Row(row) => c.iter_mut().zip(row).zip(sums).for_each(|((c, x), sum)| *c = *x + *sum),
    }
}

#[cfg(test)]
mod tests {
    use super::super::matmul::{Threads, product_into, product_with};
    use super::*;

    fn numbers(count: usize) -> Vec<f64> {
        (0..count).map(|i| ((i * 7919 % 1000) as f64 - 500.0) / 300.0).collect()
    }

    /// Each element of `a · b` by the definition, where `a` may be kept by columns.
    fn slow(a: &[f64], b: &[f64], [m, k, n]: [usize; 3], by_columns: bool) -> Vec<f64> {
        let a = |i: usize, p: usize| if by_columns { a[p * m + i] } else { a[i * k + p] };
        let element = |i: usize, j: usize| (0..k).map(|p| a(i, p) * b[p * n + j]).sum();
        (0..m * n).map(|at| element(at / n, at % n)).collect()
    }

    fn assert_close(got: impl Iterator<Item = f64>, want: impl Iterator<Item = f64>, sizes: [usize; 3]) {
        for (got, want) in got.zip(want) {
            assert!((got - want).abs() < 1e-9, "{sizes:?}: {got} instead of {want}");
        }
    }

    #[test]
    fn small_products_are_those_of_the_definition() {
        let mut small = 0;
        for sizes in (0..12 * 12 * 20).map(|i| [i % 12 + 1, i / 12 % 12, i / 144 + 1]) {
            let [m, k, n] = sizes;
            let (a_data, b_data, row) = (numbers(m * k), numbers(k * n), numbers(n));
            for by_columns in [false, true] {
                let a = if by_columns { Matrix::new(&a_data, k, m).t() } else { Matrix::new(&a_data, m, k) };
                let b = Matrix::new(&b_data, k, n);
                small += usize::from(is_small(&a, &b));
                let want = slow(&a_data, &b_data, sizes, by_columns);
                // Rows that are further apart than they are long, and what is between them stays.
                let stride = n + 3;
                for add in [false, true] {
                    let mut c = vec![2.0; m * stride];
                    product_into(a, b, &mut c, stride, add, Threads::All);
                    let rows = c.chunks(stride).flat_map(|row| row[..n].iter().copied());
                    let before = if add { 2.0 } else { 0.0 };
                    assert_close(rows, want.iter().map(|x| x + before), sizes);
                    assert!(c.chunks(stride).all(|row| row[n..].iter().all(|&x| x == 2.0)));
                }
                let mut c = vec![2.0; m * n];
                product_with(a, b, Addend::Row(&row), &mut c);
                assert_close(c.into_iter(), want.iter().zip(row.iter().cycle()).map(|(x, y)| x + y), sizes);
            }
        }
        assert!(small > 3000, "{small} products were small");
    }
}
