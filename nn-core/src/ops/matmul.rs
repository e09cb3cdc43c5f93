//! Matrix products.

use super::Operand;
use crate::device::{self, Kernel, MatrixBatch};
use crate::storage::Float;
use crate::tensor::{Op, Tensor, either, fits, volume};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The matrix product over the last two axes; the axes before are a batch and must be equal.
    ///
    /// Shapes: `[.., m, k]` times `[.., k, n]` gives `[.., m, n]`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let a = Tensor::from(ndarray::array![[1.0, 2.0]]);
    /// let b = Tensor::from(ndarray::array![[3.0], [4.0]]);
    /// assert_eq!(a.matmul(b).as_slice(), [11.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the rank is below 2 or the shapes do not fit.
    #[doc(alias("mm", "bmm"))]
    #[track_caller]
    pub fn matmul(self, other: impl Operand<N, A>) -> Self {
        let other = other.operand_of(&self);
        let dims = Dims::new("matmul", &self, &other, false);
        batched_matmul(self, other, dims)
    }

    /// [`matmul`](Self::matmul) by the transpose of `other`: `[.., m, k]` times `[.., n, k]` gives `[.., m, n]`,
    /// without a copy of `other`.
    ///
    /// # Panics
    ///
    /// If the rank is below 2 or the shapes do not fit.
    #[track_caller]
    pub fn matmul_t(self, other: impl Operand<N, A>) -> Self {
        let other = other.operand_of(&self);
        let dims = Dims::new("matmul_t", &self, &other, true);
        batched_matmul(self, other, dims)
    }
}

/// The sizes of a batch of products.
#[derive(Clone, Copy, Debug)]
struct Dims {
    batch: usize,
    m: usize,
    k: usize,
    n: usize,
    transposed: bool,
}

impl Dims {
    #[track_caller]
    fn new<const N: usize, A: Float>(
        name: &str,
        a: &Tensor<N, A>,
        b: &Tensor<N, A>,
        transposed: bool,
    ) -> Self {
        let (place, a, b) = (either(a.place(), b.place()), a.shape(), b.shape());
        fits!(place, N >= 2, "{name}: a matrix has two axes, got shapes {a:?} and {b:?}");
        let (m, k) = (a[N - 2], a[N - 1]);
        let (inner, n) = if transposed { (b[N - 1], b[N - 2]) } else { (b[N - 2], b[N - 1]) };
        fits!(
            place,
            k == inner && a[..N - 2] == b[..N - 2],
            "{name}: shapes {a:?} and {b:?} do not fit: {}",
            Self::misfit(name, k, inner, n)
        );
        let mut shape = a;
        shape[N - 1] = n;
        volume::<A>(name, &shape);
        Dims { batch: a[..N - 2].iter().product(), m, k, n, transposed }
    }

    #[cold]
    fn misfit(name: &str, k: usize, inner: usize, n: usize) -> String {
        let other = if name == "matmul" { "matmul_t" } else { "matmul" };
        match () {
            () if k == inner => "the axes before the last two must be equal".to_owned(),
            () if k == n => format!("inner sizes {k} and {inner}; with `{other}` they would fit"),
            () => format!("inner sizes {k} and {inner}"),
        }
    }

    fn products(self) -> MatrixBatch {
        let Dims { batch, m, k, n, transposed } = self;
        MatrixBatch { batch, m, k, n, a_transposed: false, b_transposed: transposed }
    }
}

/// A batch of products, off the tape.
fn product<const N: usize, A: Float>(
    batch: MatrixBatch,
    a: &Tensor<N, A>,
    b: &Tensor<N, A>,
    shape: [usize; N],
) -> Tensor<N, A> {
    Tensor::from_storage(
        shape,
        device::compute(
            &[a.storage(), b.storage()],
            || Some(Kernel::Matmul(batch)),
            || batch.product(a.as_slice(), b.as_slice()),
        ),
    )
}

#[track_caller]
fn batched_matmul<const N: usize, A: Float>(a: Tensor<N, A>, b: Tensor<N, A>, dims: Dims) -> Tensor<N, A> {
    let mut op = Op::named("matmul");
    let (va, vb) = (op.input(&a), op.input(&b));
    let mut shape = a.shape();
    (shape[N - 2], shape[N - 1]) = (dims.m, dims.n);
    let batch = dims.products();
    op.multiply_adds(batch.multiply_adds()).run(
        shape,
        |keep| (product(batch, &a, &b, shape), keep.value(|| (a.off_tape(), b.off_tape()))),
        move |(a, b), dc, grads| {
            grads.add_with(va, || product(batch.a_backward(), &dc, &b, va.shape()));
            grads.add_with(vb, || match batch.b_transposed {
                false => product(batch.b_backward(), &a, &dc, vb.shape()),
                true => product(batch.b_backward(), &dc, &a, vb.shape()),
            });
        },
    )
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};

    #[test]
    fn products() {
        let (a, b) = (irregular([3, 4]), irregular([4, 5]));
        gradcheck(a.clone(), |a| a.matmul(&b)).unwrap();
        gradcheck(b.clone(), |b| a.clone().matmul(b)).unwrap();
        let bt = b.clone().transpose(0, 1);
        gradcheck(a.clone(), |a| a.matmul_t(&bt)).unwrap();
        gradcheck(bt.clone(), |bt| a.clone().matmul_t(bt)).unwrap();
        let (a4, b4) = (irregular([2, 2, 3, 4]), irregular([2, 2, 4, 2]));
        gradcheck(a4.clone(), |a| a.matmul(&b4)).unwrap();
        gradcheck(b4, |b| a4.clone().matmul(b)).unwrap();
    }

    #[test]
    #[should_panic(expected = "matmul: shapes [3, 4] and [5, 2] do not fit: inner sizes 4 and 5")]
    fn inner_sizes_must_fit() {
        let _ = irregular([3, 4]).matmul(irregular([5, 2]));
    }
}
