//! A matrix by which many are multiplied in turn, in the order in which a product reads it: the weights of a recurrent
//! layer, which every step needs.

use pulp::{Simd, WithSimd};

use super::matmul::{piece, product};
use super::matrix::Matrix;
use super::parallel::{bands, each};
use super::simd::has_fma;
use super::tile::{Products, ROWS, add_to, height, multiply};
use super::vector::{Lanes, lanes, used_lanes, with_vectors};
use crate::storage::{Float, recycle, scratch};

/// The vectors of columns of a panel.
const VECTORS: usize = 2;
/// How many columns one thread takes at a time.
const COLUMNS: usize = 128;
/// Multiplications below which one thread is faster than two.
const PARALLEL: usize = 512 * 1024;

/// The columns of a panel.
fn panel<A: Lanes>() -> usize {
    VECTORS * used_lanes::<A>()
}

/// The matrix in panels of columns, each with its rows one after another. The last panel is filled up with zeros.
pub(super) struct Packed<'a, A: Float> {
    matrix: Matrix<'a, A>,
    /// Empty where `gemm` multiplies.
    panels: Vec<A>,
}

impl<A: Float> Drop for Packed<'_, A> {
    fn drop(&mut self) {
        recycle(std::mem::take(&mut self.panels));
    }
}

impl<'a, A: Float> Packed<'a, A> {
    pub(super) fn new(matrix: Matrix<'a, A>) -> Self {
        if !has_fma() {
            return Packed { matrix, panels: Vec::new() };
        }
        let (inner, columns, width) = (matrix.rows, matrix.cols, panel::<A>());
        let mut panels = scratch(columns.next_multiple_of(width) * inner);
        for (i, panel) in panels.chunks_exact_mut((width * inner).max(1)).enumerate() {
            let first = i * width;
            for (row, panel) in panel.chunks_exact_mut(width).enumerate() {
                for (column, x) in (first..first + width).zip(panel) {
                    let at = row * matrix.row_stride + column * matrix.col_stride;
                    *x = if column < columns { matrix.data[at] } else { A::zero() };
                }
            }
        }
        Packed { matrix, panels }
    }

    /// `c += a · self`, for a matrix whose rows stand together and a row-major `c`. Each element is summed in the order of
    /// its products, whatever else is computed, and in the pieces of [`product`].
    pub(super) fn add_product(&self, a: Matrix<'_, A>, c: &mut [A]) {
        let (rows, inner, columns) = (a.rows, self.matrix.rows, self.matrix.cols);
        assert!(a.has_rows_together() && a.cols == inner && c.len() == rows * columns, "a product that fits");
        if c.is_empty() || inner == 0 {
            return;
        }
        if !has_fma() {
            return product(a, self.matrix, c, true);
        }
        let a_rows: Vec<&[A]> = (0..rows).map(|i| a.row(i)).collect();
        let size = COLUMNS * inner;
        let parts = bands(c, rows, columns, COLUMNS).zip(self.panels.chunks(size));
        let one = |(mut c, panels): (Vec<&mut [A]>, &[A])| {
            with_vectors(AddPanels { a: &a_rows, panels, inner, c: &mut c });
        };
        if rows * inner * columns < PARALLEL { parts.for_each(one) } else { each(parts, one) }
    }
}

/// Adds the products of rows and panels of columns to some columns of the result.
struct AddPanels<'a, 'b, A> {
    a: &'a [&'a [A]],
    panels: &'a [A],
    inner: usize,
    c: &'a mut [&'b mut [A]],
}

impl<A: Float> WithSimd for AddPanels<'_, '_, A> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) {
        let AddPanels { a, panels, inner, c } = self;
        let (height, piece) = (height(a.len(), VECTORS, size_of::<S::f32s>()), piece(inner));
        let width = VECTORS * lanes::<S, A>();
        let mut products: Products<S, A, VECTORS> = [[A::splat(s, A::zero()); VECTORS]; ROWS];
        for (i, panel) in panels.chunks_exact(width * inner).enumerate() {
            let first = i * width;
            for (k, panel) in <A as Lanes>::vectors::<S>(panel).as_chunks().0.chunks(piece).enumerate() {
                for (a, c) in a.chunks(height).zip(c.chunks_mut(height)) {
                    multiply(s, a, k * piece, panel, &mut products);
                    for (products, c) in products.iter().zip(c) {
                        add_to(&mut c[first..], products);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbers(len: usize, step: usize) -> Vec<f64> {
        (0..len).map(|i| (i * step % 2003) as f64 / 1001.0 - 1.0).collect()
    }

    proptest! {
        #[test]
        fn products_are_those_of_the_matrix(
            rows in 0..20usize, inner in 0..600usize, columns in 0..300usize, transposed: bool, apart in 0..3usize,
        ) {
            let stride = inner + apart;
            let (a, b) = (numbers(rows * stride, 7919), numbers(inner * columns, 104_729));
            let a = Matrix::strided(&a, rows, inner, stride, 1);
            let b = match transposed {
                true => Matrix::new(&b, columns, inner).t(),
                false => Matrix::new(&b, inner, columns),
            };
            let mut want = numbers(rows * columns, 17);
            let mut got = want.clone();
            product(a, b, &mut want, true);
            let packed = Packed::new(b);
            packed.add_product(a, &mut got);
            for (got, want) in got.iter().zip(&want) {
                prop_assert!((got - want).abs() < 1e-11, "{got} instead of {want}");
            }
        }
    }

    #[test]
    fn the_number_of_threads_changes_no_bit() {
        let (a, b) = (numbers(20 * 256, 31), numbers(256 * 1000, 37));
        let results = [1, 2, 5].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut c = vec![0.0; 20 * 1000];
            let packed = Packed::new(Matrix::new(&b, 256, 1000));
            pool.install(|| packed.add_product(Matrix::new(&a, 20, 256), &mut c));
            c
        });
        assert!(results.iter().all(|c| *c == results[0]));
    }
}
