//! Matrix products, by the `gemm` crate.

use super::parallel::chunks;
use crate::storage::Float;

/// A matrix in a slice: element (i, j) is at `i * row_stride + j * col_stride`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matrix<'a, A> {
    data: &'a [A],
    rows: usize,
    cols: usize,
    row_stride: usize,
    col_stride: usize,
}

impl<'a, A> Matrix<'a, A> {
    /// A row-major matrix.
    pub(crate) fn new(data: &'a [A], rows: usize, cols: usize) -> Self {
        Matrix::strided(data, rows, cols, cols, 1)
    }

    pub(crate) fn strided(
        data: &'a [A],
        rows: usize,
        cols: usize,
        row_stride: usize,
        col_stride: usize,
    ) -> Self {
        let last = rows.saturating_sub(1) * row_stride + cols.saturating_sub(1) * col_stride;
        assert!(rows * cols == 0 || last < data.len(), "a matrix of {rows}×{cols} outside of its slice");
        Matrix { data, rows, cols, row_stride, col_stride }
    }

    /// The transposed matrix.
    pub(crate) fn t(self) -> Self {
        Matrix {
            rows: self.cols,
            cols: self.rows,
            row_stride: self.col_stride,
            col_stride: self.row_stride,
            ..self
        }
    }
}

/// Who computes a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Threads {
    /// The caller alone, as in a loop that is parallel itself.
    One,
    /// All, if the product is large.
    All,
}

/// `c = a · b`, or `c += a · b`; `c` is row-major with rows `stride` apart.
pub(crate) fn product_into<A: Float>(
    a: Matrix<'_, A>,
    b: Matrix<'_, A>,
    c: &mut [A],
    stride: usize,
    add: bool,
    threads: Threads,
) {
    let (m, k, n) = (a.rows, a.cols, b.cols);
    assert_eq!(k, b.rows, "inner sizes of a product");
    if m * n == 0 {
        return;
    }
    assert!(stride >= n && (m - 1) * stride + n <= c.len(), "the product does not fit its result");
    let parallelism = match threads {
        Threads::One => gemm::Parallelism::None,
        // Each element is summed in the same order whatever the number of threads.
        Threads::All => gemm::Parallelism::Rayon(rayon::current_num_threads()),
    };
    // SAFETY: the strides of `a` and `b` were checked when they were made and those of `c` just now, so every
    // element that is read or written lies within its slice; `c` is borrowed exclusively.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            c.as_mut_ptr(),
            1,
            stride as isize,
            add,
            a.data.as_ptr(),
            a.col_stride as isize,
            a.row_stride as isize,
            b.data.as_ptr(),
            b.col_stride as isize,
            b.row_stride as isize,
            A::one(),
            A::one(),
            false,
            false,
            false,
            parallelism,
        );
    }
}

/// `c = a · b`, or `c += a · b`, for a row-major `c` without gaps.
pub(crate) fn product<A: Float>(a: Matrix<'_, A>, b: Matrix<'_, A>, c: &mut [A], add: bool) {
    let stride = b.cols;
    product_into(a, b, c, stride, add, Threads::All);
}

/// A batch of products: matrix `i` of each operand gives matrix `i` of `c`. An operand whose step is 0 is the
/// same for all.
pub(crate) fn batched<A: Float>(
    a: impl Fn(usize) -> MatrixAt + Sync,
    b: impl Fn(usize) -> MatrixAt + Sync,
    (a_data, b_data): (&[A], &[A]),
    c: &mut [A],
    add: bool,
) {
    let (first_a, first_b) = (a(0), b(0));
    let size = first_a.rows * first_b.cols;
    if size == 0 {
        return;
    }
    let count = c.len() / size;
    let one = |i: usize, c: &mut [A], threads| {
        let (a, b) = (a(i).of(a_data), b(i).of(b_data));
        product_into(a, b, c, b.cols, add, threads);
    };
    let work = size * first_a.cols;
    if count == 1 {
        one(0, c, Threads::All);
    } else if count * work < 256 * 1024 {
        c.chunks_exact_mut(size).enumerate().for_each(|(i, c)| one(i, c, Threads::One));
    } else {
        chunks(c, size, &|at, c| one(at / size, c, Threads::One));
    }
}

/// Where in a larger slice a matrix lies, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MatrixAt {
    pub(crate) offset: usize,
    pub(crate) rows: usize,
    pub(crate) cols: usize,
    pub(crate) transposed: bool,
}

impl MatrixAt {
    fn of<A>(self, data: &[A]) -> Matrix<'_, A> {
        let data = &data[self.offset..self.offset + self.rows * self.cols];
        match self.transposed {
            false => Matrix::new(data, self.rows, self.cols),
            true => Matrix::new(data, self.cols, self.rows).t(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: usize, cols: usize) -> Vec<f32> {
        (0..rows * cols).map(|i| ((i * 7919 % 1000) as f32 - 500.0) / 300.0).collect()
    }

    #[test]
    fn the_number_of_threads_changes_no_bit() {
        let pools = [1, 2, 3].map(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap());
        for (m, k, n) in [(128, 784, 512), (64, 288, 196), (512, 128, 784), (10, 3136, 64), (33, 1000, 257)] {
            let (a, b) = (matrix(m, k), matrix(k, n));
            let (at, bt) = (matrix(k, m), matrix(n, k));
            for transposed in [false, true] {
                let results = pools.each_ref().map(|pool| {
                    let mut c = vec![0.0; m * n];
                    let (a, b) = match transposed {
                        false => (Matrix::new(&a, m, k), Matrix::new(&b, k, n)),
                        true => (Matrix::new(&at, k, m).t(), Matrix::new(&bt, n, k).t()),
                    };
                    pool.install(|| product(a, b, &mut c, false));
                    c
                });
                assert!(results[0] == results[1] && results[0] == results[2], "{m}×{k}×{n}");
            }
        }
    }

    #[test]
    fn a_product_equals_the_sum_of_products() {
        let (m, k, n) = (5, 7, 3);
        let (a, b) = (matrix(m, k), matrix(k, n));
        let mut c = vec![1.0; m * n];
        product(Matrix::new(&a, m, k), Matrix::new(&b, k, n), &mut c, true);
        for i in 0..m {
            for j in 0..n {
                let want: f32 = 1.0 + (0..k).map(|l| a[i * k + l] * b[l * n + j]).sum::<f32>();
                assert!((c[i * n + j] - want).abs() < 1e-5);
            }
        }
    }
}
