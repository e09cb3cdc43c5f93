//! Matrix products.

use super::Product;
use crate::device::{self, Kernel, MatrixBatch};
use crate::kernels::broadcast::broadcast_shape;
use crate::operation::Operation;
use crate::storage::Float;
use crate::tensor::{Op, Tensor, either, fits, volume};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The matrix product over the last two axes; the axes before are a batch, whose sizes are equal or stretched, as
    /// [`torch.matmul`](https://docs.pytorch.org/docs/2.8/generated/torch.matmul.html).
    ///
    /// Shapes: `[.., m, k]` times `[.., k, n]` gives `[.., m, n]`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let a = Tensor::from([[1.0, 2.0]]);
    /// let b = Tensor::from([[3.0], [4.0]]);
    /// assert_eq!(a.matmul(b).as_slice(), [11.0]);
    /// // A batch of eight times one matrix.
    /// assert_eq!(Tensor::<3>::zeros([8, 2, 3]).matmul(Tensor::<2>::zeros([3, 4])).shape(), [8, 2, 4]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the rank is below 2 or the shapes do not fit.
    #[doc(alias("mm", "bmm"))]
    #[track_caller]
    pub fn matmul<R: Product<N, A>>(self, other: R) -> R::Output {
        other.product_of(self, "matmul", false)
    }

    /// [`matmul`](Self::matmul) by the transpose of `other`: `[.., m, k]` times `[.., n, k]` gives `[.., m, n]`,
    /// without a copy of `other`.
    ///
    /// # Panics
    ///
    /// If the rank is below 2 or the shapes do not fit.
    #[track_caller]
    pub fn matmul_t<R: Product<N, A>>(self, other: R) -> R::Output {
        other.product_of(self, "matmul_t", true)
    }
}

/// The product of two tensors that had these ranks before they were brought to the same.
#[track_caller]
pub(super) fn multiply<const N: usize, A: Float>(
    a: Tensor<N, A>,
    b: Tensor<N, A>,
    name: &'static str,
    transposed: bool,
    ranks: [usize; 2],
) -> Tensor<N, A> {
    let shape = product_shape(name, &a, &b, transposed, ranks);
    let (batch_a, batch_b) = (&a.shape()[..N - 2], &b.shape()[..N - 2]);
    if batch_a == batch_b {
        return batched_matmul(a, b, transposed);
    }
    if batch_b.iter().all(|&size| size == 1) {
        // One matrix for all is one product, without copies of it.
        let [k, rows] = [a.shape()[N - 1], shape[..N - 1].iter().product()];
        let [height, width] = [b.shape()[N - 2], b.shape()[N - 1]];
        return batched_matmul(a.reshape([rows, k]), b.reshape([height, width]), transposed).reshape(shape);
    }
    let (mut shape_a, mut shape_b) = (a.shape(), b.shape());
    shape_a[..N - 2].copy_from_slice(&shape[..N - 2]);
    shape_b[..N - 2].copy_from_slice(&shape[..N - 2]);
    let mut op = Op::named("matmul");
    op.input(&a);
    op.input(&b);
    let a = a.stretched_beside(shape_a, &b);
    let b = b.stretched_beside(shape_b, &a);
    batched_matmul(a, b, transposed)
}

/// The shape of a product of two tensors that had these ranks before they were brought to the same.
#[track_caller]
fn product_shape<const N: usize, A: Float>(
    name: &str,
    a: &Tensor<N, A>,
    b: &Tensor<N, A>,
    transposed: bool,
    ranks: [usize; 2],
) -> [usize; N] {
    let (place, [sa, sb]) = (either(a.place(), b.place()), [a.shape(), b.shape()]);
    let (shown_a, shown_b) = (&sa[N - ranks[0]..], &sb[N - ranks[1]..]);
    fits!(place, N >= 2, "{name}: a matrix has two axes, got shapes {shown_a:?} and {shown_b:?}");
    let (inner, n) = if transposed { (sb[N - 1], sb[N - 2]) } else { (sb[N - 2], sb[N - 1]) };
    let (mut batch_a, mut batch_b) = (sa, sb);
    batch_a[N - 2..].fill(1);
    batch_b[N - 2..].fill(1);
    let batch = broadcast_shape(batch_a, batch_b);
    fits!(
        place,
        batch.is_some() && sa[N - 1] == inner,
        "{name}: shapes {shown_a:?} and {shown_b:?} do not fit: {}",
        misfit(name, sa[N - 1], inner, n)
    );
    let mut shape = batch.unwrap_or(sa);
    (shape[N - 2], shape[N - 1]) = (sa[N - 2], n);
    volume::<A>(name, &shape);
    shape
}

#[cold]
fn misfit(name: &str, k: usize, inner: usize, n: usize) -> String {
    let other = if name == "matmul" { "matmul_t" } else { "matmul" };
    match () {
        () if k == inner => "the axes before the last two must be equal, or of size 1".to_owned(),
        () if k == n => format!("inner sizes {k} and {inner}; with `{other}` they would fit"),
        () => format!("inner sizes {k} and {inner}"),
    }
}

/// The sizes of a batch of products of fitting shapes.
fn products<const N: usize>(a: [usize; N], b: [usize; N], transposed: bool) -> MatrixBatch {
    let n = if transposed { b[N - 2] } else { b[N - 1] };
    let batch = a[..N - 2].iter().product();
    MatrixBatch { batch, m: a[N - 2], k: a[N - 1], n, a_transposed: false, b_transposed: transposed }
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
fn batched_matmul<const N: usize, A: Float>(
    a: Tensor<N, A>,
    b: Tensor<N, A>,
    transposed: bool,
) -> Tensor<N, A> {
    let mut op = Op::named("matmul");
    let (va, vb) = (op.input(&a), op.input(&b));
    op.means(|| Operation::Matmul { transposed });
    let batch = products(a.shape(), b.shape(), transposed);
    let mut shape = a.shape();
    shape[N - 1] = batch.n;
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
    fn batches_are_stretched() {
        let (a, b) = (irregular([2, 3, 4]), irregular([4, 5]));
        gradcheck(a.clone(), |a| a.matmul(&b)).unwrap();
        gradcheck(b.clone(), |b| a.clone().matmul(b)).unwrap();
        gradcheck(b.clone(), |b| b.matmul_t(irregular([2, 3, 5]))).unwrap();
        let (a, b) = (irregular([2, 1, 3, 4]), irregular([3, 4, 2]));
        gradcheck(a.clone(), |a| a.matmul(&b)).unwrap();
        gradcheck(b.clone(), |b| a.clone().matmul(b)).unwrap();
        let one_by_one = |i, j| a.clone().at(0, i).at(0, 0).matmul(b.clone().at(0, j));
        let product = a.clone().matmul(&b);
        assert_eq!(product.shape(), [2, 3, 3, 2]);
        assert_eq!(product.at(0, 1).at(0, 2), one_by_one(1, 2));
    }

    #[test]
    #[should_panic(expected = "matmul: shapes [3, 4] and [5, 2] do not fit: inner sizes 4 and 5")]
    fn inner_sizes_must_fit() {
        let _ = irregular([3, 4]).matmul(irregular([5, 2]));
    }
}
