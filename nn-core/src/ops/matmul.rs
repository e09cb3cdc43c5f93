//! Matrix products.

use super::Operand;
use crate::kernels::matmul::{Matrix, MatrixAt, batched, product, product_and_row};
use crate::kernels::reduce::{Around, sum_axis};
use crate::storage::{Float, scratch};
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
        let other = other.beside(&self);
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
        let other = other.beside(&self);
        let dims = Dims::new("matmul_t", &self, &other, true);
        batched_matmul(self, other, dims)
    }

    /// `x · weightᵀ + bias` over the last axis, as [`Linear`](crate::nn::Linear) computes it.
    ///
    /// Shapes: `[.., inputs]`, a weight of `[outputs, inputs]` and a bias of `[outputs]` give `[.., outputs]`.
    ///
    /// # Panics
    ///
    /// If the rank is 0 or the shapes do not fit.
    #[inline]
    #[track_caller]
    pub fn linear(self, weight: impl Operand<2, A>, bias: Option<impl Operand<1, A>>) -> Self {
        let weight = weight.beside(&self);
        let bias = bias.map(|bias| bias.beside(&self));
        linear(self, weight, bias)
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

    fn multiply_adds(&self) -> u64 {
        ((self.batch * self.m * self.n) as u64).saturating_mul(self.k as u64)
    }

    fn a(&self, i: usize) -> MatrixAt {
        MatrixAt { offset: i * self.m * self.k, rows: self.m, cols: self.k, transposed: false }
    }

    fn b(&self, i: usize) -> MatrixAt {
        MatrixAt { offset: i * self.k * self.n, rows: self.k, cols: self.n, transposed: self.transposed }
    }

    fn c(&self, i: usize) -> MatrixAt {
        MatrixAt { offset: i * self.m * self.n, rows: self.m, cols: self.n, transposed: false }
    }
}

fn t(m: MatrixAt) -> MatrixAt {
    MatrixAt { rows: m.cols, cols: m.rows, transposed: !m.transposed, ..m }
}

#[track_caller]
fn batched_matmul<const N: usize, A: Float>(a: Tensor<N, A>, b: Tensor<N, A>, dims: Dims) -> Tensor<N, A> {
    let mut op = Op::named("matmul");
    let (va, vb) = (op.input(&a), op.input(&b));
    let mut shape = a.shape();
    (shape[N - 2], shape[N - 1]) = (dims.m, dims.n);
    if let Some(y) = op.traced_with(shape, || dims.multiply_adds()) {
        return y;
    }
    let mut c = scratch(dims.batch * dims.m * dims.n);
    if dims.k == 0 {
        c.fill(A::zero());
    } else {
        batched(|i| dims.a(i), |i| dims.b(i), (a.as_slice(), b.as_slice()), &mut c, false);
    }
    let (a, b) = (a.into_storage(), b.into_storage());
    op.finish(Tensor::new(shape, c), move |dc: Tensor<N, A>, grads| {
        let dc = dc.as_slice();
        grads.add_with(va, || {
            let mut da = scratch(a.len());
            batched(|i| dims.c(i), |i| t(dims.b(i)), (dc, b.as_slice()), &mut da, false);
            Tensor::new(va.shape(), da)
        });
        grads.add_with(vb, || {
            let mut db = scratch(b.len());
            match dims.transposed {
                false => batched(|i| t(dims.a(i)), |i| dims.c(i), (a.as_slice(), dc), &mut db, false),
                true => batched(|i| t(dims.c(i)), |i| dims.a(i), (dc, a.as_slice()), &mut db, false),
            }
            Tensor::new(vb.shape(), db)
        });
    })
}

#[inline]
#[track_caller]
fn linear<const N: usize, A: Float>(
    x: Tensor<N, A>,
    weight: Tensor<2, A>,
    bias: Option<Tensor<1, A>>,
) -> Tensor<N, A> {
    let [outputs, inputs] = weight.shape();
    let mut shape = x.shape();
    fits!(
        x.place(),
        N > 0 && shape[N - 1] == inputs,
        "linear: a weight of shape {:?} needs an input of shape [.., {inputs}], got {shape:?}",
        weight.shape()
    );
    if let Some(bias) = &bias {
        let got = bias.shape();
        fits!(
            x.place(),
            got == [outputs],
            "linear: {outputs} outputs need a bias of shape [{outputs}], got {got:?}"
        );
    }
    let rows = x.len().checked_div(inputs).unwrap_or_else(|| shape[..N - 1].iter().product());
    shape[N - 1] = outputs;
    volume::<A>("linear", &shape);
    let mut op = Op::named("linear");
    let (vx, vw) = (op.input(&x), op.input(&weight));
    let vb = op.optional_input(bias.as_ref());
    if let Some(y) = op.traced_with(shape, || ((rows * outputs) as u64).saturating_mul(inputs as u64)) {
        return y;
    }
    let mut y = scratch(rows * outputs);
    let (x, weight) = (x.off_tape(), weight.off_tape());
    let x_matrix = Matrix::new(x.as_slice(), rows, inputs);
    let weight_matrix = Matrix::new(weight.as_slice(), outputs, inputs).t();
    match &bias {
        Some(bias) => product_and_row(x_matrix, weight_matrix, bias.as_slice(), &mut y),
        None if inputs == 0 => y.fill(A::zero()),
        None => product(x_matrix, weight_matrix, &mut y, false),
    }
    op.finish_with(Tensor::new(shape, y), || {
        move |dy: Tensor<N, A>, grads| {
            let dy_matrix = Matrix::new(dy.as_slice(), rows, outputs);
            if let Some(vb) = vb {
                let around = Around { outer: 1, axis: rows, inner: outputs };
                grads.add_with(vb, || Tensor::new([outputs], sum_axis(dy.as_slice(), around)));
            }
            grads.add_with(vw, || {
                let mut dw = scratch(outputs * inputs);
                product(dy_matrix.t(), Matrix::new(x.as_slice(), rows, inputs), &mut dw, false);
                Tensor::new([outputs, inputs], dw)
            });
            grads.add_with(vx, || {
                let mut dx = scratch(rows * inputs);
                product(dy_matrix, Matrix::new(weight.as_slice(), outputs, inputs), &mut dx, false);
                Tensor::new(vx.shape(), dx)
            });
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

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
    fn linear() {
        let (x, w, b) = (irregular([2, 3, 4]), irregular([5, 4]), irregular([5]));
        gradcheck(x.clone(), |x| x.linear(&w, Some(&b))).unwrap();
        gradcheck(w.clone(), |w| x.clone().beside(&w).linear(w, Some(&b))).unwrap();
        gradcheck(b, |b| x.clone().linear(&w, Some(b))).unwrap();
        gradcheck(w, |w| x.clone().linear(w, None::<&Tensor<1, f64>>)).unwrap();
    }

    #[test]
    #[should_panic(expected = "matmul: shapes [3, 4] and [5, 2] do not fit: inner sizes 4 and 5")]
    fn inner_sizes_must_fit() {
        let _ = irregular([3, 4]).matmul(irregular([5, 2]));
    }
}
