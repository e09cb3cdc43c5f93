//! Products of a transposed matrix: sums of the outer products of its rows and those of a packed one.

use pulp::{Simd, WithSimd};

use super::matmul::Addend;
use super::packed::Packed;
use super::tile::{Products, ROWS, height, multiply_columns, write};
use super::vector::{Lanes, lanes, with_vectors};
use crate::storage::Float;

/// `c += aᵀ · b` on this thread, for the rows of `a` and `c`: as many rows of `a` as `b` has, with an element for each row of
/// `c`.
pub(super) fn add_outer_products<A: Float>(a: &[&[A]], b: &Packed<A>, c: &mut [&mut [A]]) {
    if !a.is_empty() && !c.is_empty() && !c[0].is_empty() {
        with_vectors(Outer { rows: a, packed: b, c });
    }
}

struct Outer<'a, 'c, 'r, A: Float> {
    rows: &'a [&'a [A]],
    packed: &'a Packed<A>,
    c: &'c mut [&'r mut [A]],
}

impl<A: Float> WithSimd for Outer<'_, '_, '_, A> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) {
        match self.packed.width() / lanes::<S, A>() {
            1 => self.of_panels::<S, 1>(s),
            2 => self.of_panels::<S, 2>(s),
            3 => self.of_panels::<S, 3>(s),
            _ => self.of_panels::<S, 4>(s),
        }
    }
}

impl<A: Float> Outer<'_, '_, '_, A> {
    #[inline(always)]
    fn of_panels<S: Simd, const N: usize>(self, s: S) {
        let Outer { rows, packed, c } = self;
        let (columns, width) = (c[0].len(), packed.width());
        let height = height(c.len(), N, size_of::<S::f32s>());
        let mut products: Products<S, A, N> = [[A::splat(s, A::zero()); N]; ROWS];
        for (at, panel) in (0..columns).step_by(width).zip(packed.panels().chunks(width * rows.len())) {
            let len = width.min(columns - at);
            let panel = <A as Lanes>::vectors::<S>(panel).as_chunks().0;
            for (i, c) in c.chunks_mut(height).enumerate() {
                multiply_columns(s, rows, (i * height, c.len()), panel, &mut products);
                for (products, c) in products.iter().zip(c) {
                    write(&mut c[at..at + len], products, Addend::Output);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::add_outer_products;
    use crate::kernels::matrix::Matrix;
    use crate::kernels::packed::Packed;

    fn numbers(len: usize, step: usize) -> Vec<f64> {
        (0..len).map(|i| (i * step % 2003) as f64 / 1001.0 - 1.0).collect()
    }

    proptest! {
        #[test]
        fn products_are_those_of_the_transposed_matrix(
            inner in 0..60usize, rows in 0..70usize, columns in 0..150usize, apart in 0..3usize,
        ) {
            let (a, b) = (numbers(inner * rows, 7919), numbers(inner * columns, 104_729));
            let stride = columns + apart;
            let mut want = numbers(rows * stride, 17);
            let mut got = want.clone();
            for i in 0..rows {
                for j in 0..columns {
                    let products = (0..inner).map(|k| a[k * rows + i] * b[k * columns + j]);
                    want[i * stride + j] += products.sum::<f64>();
                }
            }
            let a: Vec<_> = a.chunks_exact(rows.max(1)).collect();
            let packed = Packed::new(Matrix::new(&b, inner, columns));
            let mut c: Vec<_> = got.chunks_mut(stride.max(1)).map(|row| &mut row[..columns]).collect();
            add_outer_products(&a, &packed, &mut c);
            let far = got.iter().zip(&want).find(|(got, want)| (*got - *want).abs() > 1e-11);
            prop_assert!(far.is_none(), "{far:?}");
        }
    }
}
