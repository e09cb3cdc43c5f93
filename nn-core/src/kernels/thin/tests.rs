use proptest::prelude::*;

use super::super::matmul::{Threads, by_gemm, product_into};
use super::*;

/// Numbers whose products are summed without rounding, in any order.
fn whole<A: Float>(len: usize, step: usize) -> Vec<A> {
    (0..len).map(|i| A::of((i * step % 2003 % 17) as f64 - 8.0)).collect()
}

/// Numbers whose sums are rounded.
fn numbers(len: usize, step: usize) -> Vec<f32> {
    (0..len).map(|i| (i * step % 2003) as f32 / 1001.0 - 1.0).collect()
}

/// A matrix with lines `apart` more elements apart than they have, whose rows or columns stand together.
fn matrix<A>(data: &[A], rows: usize, cols: usize, apart: usize, by_columns: bool) -> Matrix<'_, A> {
    match by_columns {
        true => Matrix::strided(data, cols, rows, rows + apart, 1).t(),
        false => Matrix::strided(data, rows, cols, cols + apart, 1),
    }
}

fn at<A: Float>(x: Matrix<'_, A>, i: usize, j: usize) -> f64 {
    x.data[i * x.row_stride + j * x.col_stride].to_double()
}

#[derive(Clone, Debug)]
struct Case {
    sizes: [usize; 3],
    apart: [usize; 3],
    by_columns: [bool; 2],
    addend: usize,
    parallel: bool,
}

fn cases() -> impl Strategy<Value = Case> {
    let sizes = (1..70usize, 1..600usize, 1..300usize).prop_map(|(m, k, n)| [m, k, n]);
    (sizes, [0..4usize, 0..4, 0..4], any::<[bool; 2]>(), 0..3usize, any::<bool>()).prop_map(
        |(sizes, apart, by_columns, addend, parallel)| Case { sizes, apart, by_columns, addend, parallel },
    )
}

/// Holds a product to its definition, and what stands between the rows of the result to what was there.
fn check<A: Float>(case: &Case) {
    let ([m, k, n], [_, _, between]) = (case.sizes, case.apart);
    let (a, b) = (whole((m + 4) * (k + 4), 7919), whole((k + 4) * (n + 4), 104_729));
    let a: Matrix<'_, A> = matrix(&a, m, k, case.apart[0], case.by_columns[0]);
    let b = matrix(&b, k, n, case.apart[1], case.by_columns[1]);
    let (row, stride) = (whole(n, 31), n + between);
    let before: Vec<A> = whole(m * stride, 37);
    let addend = [Addend::Zero, Addend::Output, Addend::Row(&row)][case.addend];
    let mut c = before.clone();
    thin_product(a, b, &mut c, stride, addend, case.parallel);
    for (place, (got, before)) in c.iter().zip(&before).enumerate() {
        let (i, j) = (place / stride, place % stride);
        let first = [0.0, before.to_double(), row.get(j).map_or(0.0, |x| x.to_double())][case.addend];
        let want = match j < n {
            true => first + (0..k).map(|p| at(a, i, p) * at(b, p, j)).sum::<f64>(),
            false => before.to_double(),
        };
        assert_eq!(got.to_double(), want, "({i}, {j}) of {case:?}");
    }
}

proptest! {
    #[test]
    fn products_are_those_of_the_definition(case in cases()) {
        check::<f32>(&case);
        check::<f64>(&case);
    }
}

/// Whatever the tile that computes it, and whatever the part.
#[test]
fn an_element_has_the_same_bits_whatever_else_is_computed() {
    let (m, k, n) = (49, 300, 275);
    let (a, b) = (numbers(m * k, 7919), numbers(k * n, 104_729));
    for by_columns in [false, true] {
        let b = matrix(&b, k, n, 0, by_columns);
        let product = |rows: usize, columns: usize| {
            let mut c = vec![0.0; rows * columns];
            let (a, b) = (Matrix::new(&a, rows, k), b.t().rows(n - columns, columns).t());
            thin_product(a, b, &mut c, columns, Addend::Zero, false);
            c
        };
        let all = product(m, n);
        for (rows, columns) in (1..=m).map(|rows| (rows, n - rows * 5)) {
            for (got, all) in product(rows, columns).chunks(columns).zip(all.chunks(n)) {
                assert!(
                    *got == all[n - columns..],
                    "{rows} rows, {columns} columns, by columns: {by_columns}"
                );
            }
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let pools = [1, 2, 3, 8].map(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap());
    for (m, k, n, by_columns) in [(20, 300, 1000, true), (5, 1100, 700, true), (20, 1100, 1024, false)] {
        let (a, b, before) = (numbers(m * k, 31), numbers(k * n, 37), numbers(m * n, 41));
        let (a, b) = (Matrix::new(&a, m, k), matrix(&b, k, n, 0, by_columns));
        assert!(is_thin(&a, &b) == has_fma());
        let results = pools.each_ref().map(|pool| {
            let mut c = before.clone();
            pool.install(|| product_into(a, b, &mut c, n, true, Threads::All));
            c
        });
        assert!(results.iter().all(|c| *c == results[0]), "{m}×{k}×{n}");
    }
}

/// A model has the same bits with a batch just too large for this.
#[test]
fn no_bit_tells_who_computed_a_product() {
    for (m, k, n) in [(20, 300, 500), (33, 1100, 275), (9, 1537, 260)] {
        let (a, b, row) = (numbers(m * k, 31), numbers(k * n, 37), numbers(n, 43));
        let a = Matrix::new(&a, m, k);
        for (by_columns, addend) in [(false, 0), (false, 1), (false, 2), (true, 0), (true, 1), (true, 2)] {
            let b = matrix(&b, k, n, 0, by_columns);
            let addend = [Addend::Zero, Addend::Output, Addend::Row(&row)][addend];
            let mut both = [numbers(m * n, 41), numbers(m * n, 41)];
            thin_product(a, b, &mut both[0], n, addend, false);
            by_gemm(a, b, &mut both[1], n, addend, false);
            assert!(both[0] == both[1] || !has_fma(), "{m}×{k}×{n}, by columns: {by_columns}");
        }
    }
}
