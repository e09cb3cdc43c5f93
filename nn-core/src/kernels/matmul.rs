//! Matrix products, by the kernels of the `gemm` crates.

use std::marker::PhantomData;

use gemm_common::Parallelism;

use super::matrix::Matrix;
use super::packed::{Packed, pays};
use super::parallel::{chunks, each};
use super::small_product::{is_small, small_product};
use super::thin::{is_thin, thin_product};
use crate::storage::Float;

/// Who computes a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Threads {
    /// The caller alone, as in a loop that is parallel itself.
    One,
    /// All, if the product is large.
    All,
}

/// What a product is added to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Addend<'a, A> {
    Zero,
    /// What stands there.
    Output,
    /// This in every row.
    Row(&'a [A]),
}

impl<A> Addend<'_, A> {
    #[inline(always)]
    pub(super) fn columns(self, first: usize, len: usize) -> Self {
        match self {
            Addend::Row(row) => Addend::Row(&row[first..first + len]),
            addend => addend,
        }
    }
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
    start(a, b, c, stride, if add { Addend::Output } else { Addend::Zero }, threads);
}

fn start<A: Float>(
    a: Matrix<'_, A>,
    b: Matrix<'_, A>,
    c: &mut [A],
    stride: usize,
    addend: Addend<'_, A>,
    threads: Threads,
) {
    let (m, k, n) = (a.rows, a.cols, b.cols);
    assert_eq!(k, b.rows, "inner sizes of a product");
    if m * n == 0 {
        return;
    }
    assert!(stride >= n && (m - 1) * stride + n <= c.len(), "the product does not fit its result");
    if let Addend::Row(row) = addend {
        assert_eq!(row.len(), n, "a row of the result");
    }
    if is_small(&a, &b) {
        return small_product(a, b, c, stride, addend);
    }
    let parallel = threads == Threads::All && m * n * k >= LARGE;
    if is_thin(&a, &b) {
        return thin_product(a, b, c, stride, addend, parallel);
    }
    if parallel && pays(&a, &b) {
        return Packed::new(b).product(a, c, stride, addend);
    }
    by_gemm(a, b, c, stride, addend, parallel);
}

/// The product of sizes that were checked.
pub(super) fn by_gemm<A: Float>(
    a: Matrix<'_, A>,
    b: Matrix<'_, A>,
    c: &mut [A],
    stride: usize,
    addend: Addend<'_, A>,
    parallel: bool,
) {
    let whole = Part { a, b, c: Block { first: c.as_mut_ptr(), stride, borrow: PhantomData }, addend };
    if !parallel {
        return in_pieces(whole);
    }
    let mut parts = Vec::new();
    divide(whole, rayon::current_num_threads(), &mut parts);
    each(parts.into_iter(), in_pieces);
}

/// How many multiplications are worth a second thread.
const LARGE: usize = 256 * 1024;

/// Of a result with so few elements, `gemm` sums each in another order.
pub(super) const FEW: usize = 16 * 16;

/// What decides how `gemm` sums a product: where a part decides otherwise than the whole, its elements have other bits.
fn summation(m: usize, n: usize) -> [bool; 2] {
    [m * n <= FEW, m.min(n) == 1]
}

/// The longest sums that `gemm` makes in one piece, whatever the size of the result.
const PIECE: usize = 512;

/// The length of the pieces in which a sum of so many products is made.
pub(super) fn piece(k: usize) -> usize {
    k.div_ceil(k.div_ceil(PIECE).max(1))
}

/// A part of a row-major matrix that is borrowed exclusively.
struct Block<'a, A> {
    first: *mut A,
    stride: usize,
    borrow: PhantomData<&'a mut [A]>,
}

// SAFETY: a block is an exclusive borrow of its elements, as a slice would be if its rows stood together.
unsafe impl<A: Send> Send for Block<'_, A> {}

impl<A: Float> Block<'_, A> {
    /// Writes what the product of `rows` rows is added to, and tells whether there is any.
    fn begin(&self, rows: usize, addend: Addend<'_, A>) -> bool {
        let Addend::Row(row) = addend else { return matches!(addend, Addend::Output) };
        for i in 0..rows {
            // SAFETY: the block has `rows` rows that are as long as `row`, which was checked when the product began.
            let target =
                unsafe { std::slice::from_raw_parts_mut(self.first.add(i * self.stride), row.len()) };
            target.copy_from_slice(row);
        }
        true
    }
}

/// A part of a product.
struct Part<'a, 'c, A> {
    a: Matrix<'a, A>,
    b: Matrix<'a, A>,
    c: Block<'c, A>,
    addend: Addend<'a, A>,
}

/// A product in as many parts as there are threads: halves of the longer side of the result, and halves of these. Each
/// element is summed in the same order whatever the number of parts. Twice as fast as the threads of `gemm`, which
/// wait for each other between pieces, where the inner size is large.
fn divide<'a, 'c, A: Float>(part: Part<'a, 'c, A>, parts: usize, all: &mut Vec<Part<'a, 'c, A>>) {
    match part.middle().filter(|_| parts > 1) {
        None => all.push(part),
        Some((by_rows, half)) => {
            let [first, second] = part.halves(by_rows, half);
            divide(first, parts / 2, all);
            divide(second, parts - parts / 2, all);
        }
    }
}

impl<A: Float> Part<'_, '_, A> {
    /// Whether it is cut between rows, and where; nowhere if a half would be summed otherwise.
    fn middle(&self) -> Option<(bool, usize)> {
        let (m, n) = (self.a.rows, self.b.cols);
        let (by_rows, half) = (m > n, (m.max(n) / 2).next_multiple_of(16));
        let part = |len| if by_rows { summation(len, n) } else { summation(m, len) };
        let is_same = |len| part(len) == summation(m, n);
        (half < m.max(n) && is_same(half) && is_same(m.max(n) - half)).then_some((by_rows, half))
    }

    fn halves(self, by_rows: bool, half: usize) -> [Self; 2] {
        let Part { a, b, c, addend } = self;
        let (m, n) = (a.rows, b.cols);
        let offset = if by_rows { half * c.stride } else { half };
        // SAFETY: `half` lies below the number of rows or columns, so the second half begins inside of the block.
        let second = Block { first: unsafe { c.first.add(offset) }, ..c };
        let (a, b) = match by_rows {
            true => ([a.rows(0, half), a.rows(half, m - half)], [b, b]),
            false => ([a, a], [b.t().rows(0, half).t(), b.t().rows(half, n - half).t()]),
        };
        let addends = match by_rows {
            true => [addend, addend],
            false => [addend.columns(0, half), addend.columns(half, n - half)],
        };
        [
            Part { a: a[0], b: b[0], c, addend: addends[0] },
            Part { a: a[1], b: b[1], c: second, addend: addends[1] },
        ]
    }
}

/// Sums of equal length, so that it does not depend on the size of a part how an element is summed.
fn in_pieces<A: Float>(Part { a, b, c, addend }: Part<'_, '_, A>) {
    let k = a.cols;
    let add = c.begin(a.rows, addend);
    if k <= PIECE {
        return multiply(a, b, &c, add);
    }
    let length = piece(k);
    for first in (0..k).step_by(length) {
        let length = length.min(k - first);
        multiply(a.t().rows(first, length).t(), b.rows(first, length), &c, add || first > 0);
    }
}

fn multiply<A: Float>(a: Matrix<'_, A>, b: Matrix<'_, A>, c: &Block<'_, A>, add: bool) {
    // The kernels want columns that stand together, as those of `cᵀ = bᵀ · aᵀ` do.
    let (left, right, col_stride, row_stride) =
        if c.stride > 1 { (b.t(), a.t(), c.stride, 1) } else { (a, b, 1, c.stride) };
    // SAFETY: the strides of `a` and `b` were checked when they were made and the extent of `c` when the product began,
    // so every element that is read or written lies within its slice; the parts of `c` have no element in common.
    unsafe {
        A::gemm()(
            left.rows,
            right.cols,
            left.cols,
            c.first,
            col_stride as isize,
            row_stride as isize,
            add,
            left.data.as_ptr(),
            left.col_stride as isize,
            left.row_stride as isize,
            right.data.as_ptr(),
            right.col_stride as isize,
            right.row_stride as isize,
            A::one(),
            A::one(),
            false,
            false,
            false,
            Parallelism::None,
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
    } else if count * work < 128 * 1024 {
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

/// `c = a · b` and what it is added to, for a row-major `c` without gaps.
pub(super) fn product_with<A: Float>(a: Matrix<'_, A>, b: Matrix<'_, A>, addend: Addend<'_, A>, c: &mut [A]) {
    match addend {
        Addend::Zero if a.cols == 0 => c.fill(A::zero()),
        addend => start(a, b, c, b.cols, addend, Threads::All),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: usize, cols: usize) -> Vec<f32> {
        (0..rows * cols).map(|i| ((i * 7919 % 1000) as f32 - 500.0) / 300.0).collect()
    }

    /// Wide, narrow, and with parts that would be small enough to be summed in other pieces.
    const SIZES: [(usize, usize, usize); 12] = [
        (128, 784, 512),
        (64, 288, 196),
        (512, 128, 784),
        (10, 3136, 64),
        (33, 1000, 257),
        (128, 784, 10),
        (10, 784, 128),
        (64, 1300, 65),
        (130, 1100, 64),
        (1, 6000, 100),
        (100, 6000, 1),
        (300, 2, 900),
    ];

    #[test]
    fn the_number_of_threads_changes_no_bit() {
        let pools = [1, 2, 3, 8].map(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap());
        let random = (1..150).map(|i| (i * 37 % 211 + 1, i * 7919 % 6151 + 100, i * 53 % 223 + 1));
        for (m, k, n) in SIZES.into_iter().chain(random) {
            let (a, b) = (matrix(m, k), matrix(k, n));
            for (ta, tb) in [(false, false), (false, true), (true, false), (true, true)] {
                let a = if ta { Matrix::strided(&a, m, k, 1, m) } else { Matrix::new(&a, m, k) };
                let b = if tb { Matrix::strided(&b, k, n, 1, k) } else { Matrix::new(&b, k, n) };
                let results = pools.each_ref().map(|pool| {
                    let mut c = vec![0.0; m * n];
                    pool.install(|| product(a, b, &mut c, false));
                    c
                });
                assert!(results.iter().all(|c| *c == results[0]), "{m}×{k}×{n}, transposed: {ta}, {tb}");
            }
        }
    }

    #[test]
    fn parts_of_a_product_are_put_in_their_places() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(5).build().unwrap();
        let (m, k, n, stride) = (131, 120, 77, 80);
        let (a, b) = (matrix(m, k), matrix(k, n));
        let mut c = vec![1.0; m * stride];
        let (left, right) = (Matrix::new(&a, m, k), Matrix::new(&b, k, n));
        pool.install(|| product_into(left, right, &mut c, stride, true, Threads::All));
        for (i, row) in c.chunks(stride).enumerate() {
            for (j, got) in row.iter().enumerate() {
                let sum = |j| (0..k).map(|l| a[i * k + l] * b[l * n + j]).sum::<f32>();
                let want = 1.0 + if j < n { sum(j) } else { 0.0 };
                assert!((got - want).abs() < 1e-2, "({i}, {j}): {got} instead of {want}");
            }
        }
    }

    #[test]
    fn a_row_is_added_to_every_row() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        for (m, k, n) in [(100, 90, 131), (131, 90, 77), (3, 2, 4), (3, 0, 4)] {
            let (a, b, row) = (matrix(m, k), matrix(k, n), matrix(1, n));
            let (a, b) = (Matrix::new(&a, m, k), Matrix::new(&b, k, n));
            let (mut got, mut want) = (vec![7.0; m * n], row.repeat(m));
            pool.install(|| product_with(a, b, Addend::Row(&row), &mut got));
            product(a, b, &mut want, true);
            assert!(got == want, "{m}×{k}×{n}");
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
