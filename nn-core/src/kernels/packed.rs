//! A matrix by which others are multiplied, in the order in which a product reads it. `gemm` lays out its operands anew for
//! each product; a weight that many are multiplied by is laid out once here, and one whose columns stand together faster.

use pulp::{Simd, WithSimd};

use super::matmul::{Addend, Threads, piece};
use super::matrix::{Matrix, rows_of};
use super::panels::{divided, lay_out};
use super::parallel::{Columns, bands_of_rows, chunks, each};
use super::tile::{Products, ROWS, SLACK, height, line_start, multiply, write};
use super::vector::{Lanes, lanes, with_vectors};
use crate::storage::{Float, recycle, scratch};

/// How many rows of the result are computed with one panel after another, so that they stay in the first-level cache.
const BAND: usize = 24;
/// The columns that one thread takes at a time, so that their panels stay in the second-level cache.
const COLUMNS: usize = 256;
/// Multiplications below which one thread is faster than two.
const PARALLEL: usize = 192 * 1024;
/// Multiplications that are worth handing over to a thread that has nothing to do.
const PART: usize = 1024 * 1024;

/// The matrix in panels of columns, each with its rows one after another.
#[derive(Debug)]
pub(crate) struct Packed<A: Float> {
    buffer: Vec<A>,
    inner: usize,
    columns: usize,
    /// The columns of a panel.
    width: usize,
}

impl<A: Float> Drop for Packed<A> {
    fn drop(&mut self) {
        recycle(std::mem::take(&mut self.buffer));
    }
}

/// Whether it pays to lay out `b` here, for one product: measured against `gemm`.
#[inline]
pub(super) fn pays<A>(a: &Matrix<'_, A>, b: &Matrix<'_, A>) -> bool {
    let (m, k, n) = (a.rows, b.rows, b.cols);
    b.row_stride == 1 && (16..=96).contains(&m) && k >= 128 && n >= 128
}

impl<A: Float> Packed<A> {
    pub(crate) fn new(matrix: Matrix<'_, A>) -> Self {
        let (inner, columns) = (matrix.rows, matrix.cols);
        let (panels, width) = divided::<A>(columns);
        let size = (width * inner).max(1);
        let mut buffer = scratch(panels * size + SLACK);
        let start = line_start(&buffer);
        let panels = &mut buffer[start..][..panels * size];
        let one = |at: usize, panel: &mut [A]| lay_out(matrix, at / size * width, width, panel);
        match inner * columns < PARALLEL {
            true => panels.chunks_mut(size).enumerate().for_each(|(i, panel)| one(i * size, panel)),
            false => chunks(panels, size, &one),
        }
        Packed { buffer, inner, columns, width }
    }

    /// `c = a · self` and what it is added to, for a row-major `c` with rows `stride` apart.
    pub(super) fn product(&self, a: Matrix<'_, A>, c: &mut [A], stride: usize, addend: Addend<'_, A>) {
        assert_eq!(a.cols, self.inner, "inner sizes of a product");
        if a.rows * self.columns == 0 {
            return;
        }
        let end = (a.rows - 1) * stride + self.columns;
        assert!(stride >= self.columns && end <= c.len(), "the product does not fit its result");
        let mut copy = Vec::new();
        let rows = rows_of(a, &mut copy);
        let mut c: Vec<_> = c.chunks_mut(stride).take(a.rows).map(|row| &mut row[..self.columns]).collect();
        self.product_of_rows(&rows, &mut c, addend, Threads::All);
        recycle(copy);
    }

    /// `c = a · b` and what it is added to, for the rows of `a` and `c`. Of the matrix, `b` has as many rows as those of `a` have
    /// elements, and as many columns as those of `c`, from the first on. Each element is summed in the order of its products,
    /// whatever else is computed, and in the pieces of [`product`](super::matmul::product).
    pub(super) fn product_of_rows(
        &self,
        a: &[&[A]],
        c: &mut [&mut [A]],
        addend: Addend<'_, A>,
        threads: Threads,
    ) {
        if c.is_empty() || c[0].is_empty() {
            return;
        }
        assert_eq!(a.len(), c.len(), "the rows of a product");
        let work = a.len() * a[0].len() * c[0].len();
        if work < PARALLEL {
            return self.product_from(0, a, c, addend);
        }
        let one =
            |Part { rows, first, mut c }: Part<'_, '_, A>| self.product_from(first, rows, &mut c, addend);
        match if threads == Threads::One { 1 } else { rayon::current_num_threads() } {
            1 => self.parts(a, c, 1).for_each(one),
            threads => each(self.parts(a, c, (work / PART).clamp(threads, 4 * threads)), one),
        }
    }

    /// The product with the columns from the `first` on.
    fn product_from(&self, first: usize, rows: &[&[A]], c: &mut [&mut [A]], addend: Addend<'_, A>) {
        let addend = addend.columns(first, c[0].len());
        let panels = &self.panels()[first * self.inner..];
        with_vectors(Product { rows, c, panels, inner: self.inner, width: self.width, addend });
    }

    /// One after another, each with its rows one after another.
    pub(super) fn panels(&self) -> &[A] {
        &self.buffer[line_start(&self.buffer)..]
    }

    /// The columns of a panel.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The result in about so many parts of some rows and some panels each.
    fn parts<'a, 'c, 'r>(
        &self,
        a: &'a [&'a [A]],
        c: &'c mut [&'r mut [A]],
        wanted: usize,
    ) -> impl Iterator<Item = Part<'a, 'c, A>> + use<'a, 'c, 'r, A> {
        let panels = c[0].len().div_ceil(self.width);
        let together = (COLUMNS / self.width).max(1);
        let across = panels.min(wanted).max(panels.div_ceil(together));
        let band = panels.div_ceil(across) * self.width;
        let height = a.len().div_ceil(wanted.div_ceil(across)).max(BAND);
        let of_rows = move |(rows, c): (&'a [&'a [A]], &'c mut [&'r mut [A]])| {
            let columns = bands_of_rows(c.iter_mut().map(|row| &mut **row), band);
            columns.map(move |Columns { first, rows: c }| Part { rows, first, c })
        };
        a.chunks(height).zip(c.chunks_mut(height)).flat_map(of_rows)
    }
}

/// Some rows, and of their products the columns from `first` on.
struct Part<'a, 'c, A> {
    rows: &'a [&'a [A]],
    first: usize,
    c: Vec<&'c mut [A]>,
}

/// A part of the result, and the panels of its columns.
struct Product<'a, 'c, 'r, A> {
    rows: &'a [&'a [A]],
    c: &'c mut [&'r mut [A]],
    panels: &'a [A],
    /// The rows of the panels, of which the first ones are used.
    inner: usize,
    width: usize,
    addend: Addend<'a, A>,
}

impl<A: Float> WithSimd for Product<'_, '_, '_, A> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) {
        match self.width / lanes::<S, A>() {
            1 => self.of_panels::<S, 1>(s),
            2 => self.of_panels::<S, 2>(s),
            3 => self.of_panels::<S, 3>(s),
            _ => self.of_panels::<S, 4>(s),
        }
    }
}

impl<A: Float> Product<'_, '_, '_, A> {
    #[inline(always)]
    fn of_panels<S: Simd, const N: usize>(self, s: S) {
        let Product { rows, c, panels, inner, width, addend } = self;
        let (columns, depth) = (c[0].len(), rows[0].len());
        let piece = piece(depth).max(1);
        let height = height(rows.len(), N, size_of::<S::f32s>());
        let band = BAND / height * height;
        let mut products: Products<S, A, N> = [[A::splat(s, A::zero()); N]; ROWS];
        for first in (0..depth.max(1)).step_by(piece) {
            let last = (first + piece).min(depth);
            for (rows, c) in rows.chunks(band).zip(c.chunks_mut(band)) {
                for at in (0..columns).step_by(width) {
                    let (len, panel) = (width.min(columns - at), &panels[at * inner..]);
                    let panel = <A as Lanes>::vectors::<S>(&panel[first * width..last * width]).as_chunks().0;
                    let addend = if first > 0 { Addend::Output } else { addend.columns(at, len) };
                    for (rows, c) in rows.chunks(height).zip(c.chunks_mut(height)) {
                        multiply(s, rows, first, panel, &mut products);
                        for (products, c) in products.iter().zip(c) {
                            write(&mut c[at..at + len], products, addend);
                        }
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
    use crate::kernels::matmul::{by_gemm, product_into};
    use crate::kernels::simd::has_fma;

    fn numbers(len: usize, step: usize) -> Vec<f64> {
        (0..len).map(|i| (i * step % 2003) as f64 / 1001.0 - 1.0).collect()
    }

    /// A matrix in a slice, stored by columns, by rows, or with gaps between its elements.
    fn stored(data: &[f64], rows: usize, columns: usize, order: usize) -> Matrix<'_, f64> {
        match order {
            0 => Matrix::new(data, columns, rows).t(),
            1 => Matrix::new(data, rows, columns),
            _ => Matrix::strided(data, rows, columns, columns * 2, 2),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn products_are_those_of_the_matrix(
            rows in 0..60usize, inner in 0..1100usize, columns in 0..300usize, order in 0..3usize, a_order in 0..3usize,
            addend in 0..3usize, apart in 0..3usize,
        ) {
            let (a, b) = (numbers(rows * inner * 2, 7919), numbers(inner * columns * 2, 104_729));
            let (a, b) = (stored(&a, rows, inner, a_order), stored(&b, inner, columns, order));
            let row = numbers(columns, 29);
            let addend = [Addend::Zero, Addend::Output, Addend::Row(&row)][addend];
            let stride = columns + apart;
            let mut want = numbers(rows * stride, 17);
            let mut got = want.clone();
            for (i, want) in want.chunks_mut(stride.max(1)).enumerate() {
                for (j, want) in want[..columns].iter_mut().enumerate() {
                    let at = |matrix: Matrix<'_, f64>, i: usize, j: usize| {
                        matrix.data[i * matrix.row_stride + j * matrix.col_stride]
                    };
                    let before = match addend {
                        Addend::Zero => 0.0,
                        Addend::Output => *want,
                        Addend::Row(row) => row[j],
                    };
                    *want = before + (0..inner).map(|k| at(a, i, k) * at(b, k, j)).sum::<f64>();
                }
            }
            Packed::new(b).product(a, &mut got, stride, addend);
            for (got, want) in got.iter().zip(&want) {
                prop_assert!((got - want).abs() < 1e-9, "{got} instead of {want}");
            }
        }

        #[test]
        fn a_product_that_is_packed_has_the_bits_of_others(rows in 16..97usize, inner in 128..700usize, columns in 128..300usize) {
            let (a, b) = (numbers(rows * inner, 7919), numbers(inner * columns, 104_729));
            let (a, b) = (Matrix::new(&a, rows, inner), Matrix::new(&b, columns, inner).t());
            prop_assert!(pays(&a, &b));
            let mut want = numbers(rows * columns, 17);
            let mut got = want.clone();
            by_gemm(a, b, &mut want, columns, Addend::Output, false);
            product_into(a, b, &mut got, columns, true, Threads::All);
            prop_assert!(got == want || !has_fma());
        }
    }

    #[test]
    fn a_sum_over_nothing_is_what_it_is_added_to() {
        for columns in [3, 70] {
            let packed = Packed::<f64>::new(Matrix::new(&[], columns, 0).t());
            let row = numbers(columns, 7);
            for (addend, want) in [
                (Addend::Zero, vec![0.0; columns]),
                (Addend::Output, vec![2.0; columns]),
                (Addend::Row(&row), row.clone()),
            ] {
                let mut c = vec![2.0; 2 * columns];
                packed.product(Matrix::new(&[], 2, 0), &mut c, columns, addend);
                assert_eq!(c, want.repeat(2));
            }
        }
    }

    #[test]
    #[should_panic(expected = "does not fit its result")]
    fn a_result_with_too_few_rows_is_refused() {
        let packed = Packed::new(Matrix::new(&[1.0; 6], 2, 3));
        packed.product(Matrix::new(&[1.0; 6], 3, 2), &mut [0.0; 8], 3, Addend::Zero);
    }

    #[test]
    fn the_number_of_threads_changes_no_bit() {
        for (rows, inner, columns) in [(20, 256, 1000), (300, 700, 70), (7, 2000, 130)] {
            let (a, b) = (numbers(rows * inner, 31), numbers(inner * columns, 37));
            let results = [1, 2, 5].map(|threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                let mut c = vec![0.0; rows * columns];
                pool.install(|| {
                    let packed = Packed::new(Matrix::new(&b, inner, columns));
                    packed.product(Matrix::new(&a, rows, inner), &mut c, columns, Addend::Zero);
                });
                c
            });
            assert!(results.iter().all(|c| *c == results[0]));
        }
    }
}
