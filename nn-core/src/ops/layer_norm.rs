//! Layer norm.

use std::borrow::Cow;

use super::OptionalOperand;
use crate::device::{self, Extra, Input, Kernel};
use crate::kernels::layer_norm as kernel;
use crate::operation::Operation;
use crate::storage::{Float, SharedStorage};
use crate::tensor::{Op, Tensor, fits};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The last axes, of shape `normalized_shape`, brought to mean 0 and variance 1, then scaled and shifted by
    /// element: `(x − mean) / √(variance + eps) · weight + bias`
    /// ([Ba et al. 2016](https://arxiv.org/abs/1607.06450)).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::<2>::from(ndarray::array![[1.0, 3.0], [5.0, 5.0]]);
    /// let y = x.layer_norm([2], None, None, 1e-9);
    /// assert_eq!(y.as_slice(), [-1.0, 1.0, 0.0, 0.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the shape does not end in `normalized_shape`, or weight or bias have another shape than that.
    #[track_caller]
    pub fn layer_norm<const M: usize>(
        self,
        normalized_shape: [usize; M],
        weight: impl OptionalOperand<M, A>,
        bias: impl OptionalOperand<M, A>,
        eps: A,
    ) -> Self {
        let shape = self.shape();
        assert!(M > 0, "layer_norm: expected a normalized_shape with at least one axis, got []");
        fits!(
            self.place(),
            shape.ends_with(&normalized_shape),
            "layer_norm: expected an input of shape [.., {}], got {shape:?}",
            normalized_shape.map(|size| size.to_string()).join(", ")
        );
        let weight = weight.optional_operand_of(&self);
        let bias = bias.optional_operand_of(&self);
        for (role, operand) in [("weight", &weight), ("bias", &bias)] {
            let got = operand.as_ref().map_or(normalized_shape, Tensor::shape);
            fits!(
                self.place(),
                got == normalized_shape,
                "layer_norm: expected a {role} of shape {normalized_shape:?}, got {got:?}"
            );
        }
        layer_norm(self, weight, bias, normalized_shape.iter().product(), eps)
    }
}

#[track_caller]
fn layer_norm<const N: usize, const M: usize, A: Float>(
    x: Tensor<N, A>,
    weight: Option<Tensor<M, A>>,
    bias: Option<Tensor<M, A>>,
    n: usize,
    eps: A,
) -> Tensor<N, A> {
    let shape = x.shape();
    let mut op = Op::named("layer_norm");
    let vx = op.input(&x);
    let vw = op.optional_input(weight.as_ref());
    let vb = op.optional_input(bias.as_ref());
    let (is_weighted, is_shifted) = (weight.is_some(), bias.is_some());
    op.means(|| Operation::LayerNorm {
        axes: M,
        eps: eps.to_double(),
        weight: is_weighted,
        bias: is_shifted,
    });
    op.run(
        shape,
        |keep| {
            let (y, moments) = forward(&x, n, weight.as_ref(), bias.as_ref(), eps);
            let kept = keep.value(|| (x.off_tape(), weight.map(|w| w.off_tape()), moments));
            (Tensor::from_storage(shape, y), kept)
        },
        move |(x, weight, moments), dy, grads| {
            if vw.is_some_and(|vw| vw.wanted()) || vb.is_some_and(|vb| vb.wanted()) {
                let (dw, db) = backward_affine(dy.storage(), x.storage(), n, &moments);
                vw.inspect(|&vw| grads.add(vw, Tensor::from_storage(vw.shape(), dw)));
                vb.inspect(|&vb| grads.add(vb, Tensor::from_storage(vb.shape(), db)));
            }
            grads.add_with(vx, || {
                let weight = weight.as_ref().map(Tensor::storage);
                let dx = backward(dy.into_storage(), x.storage(), n, weight, &moments);
                Tensor::from_storage(shape, dx)
            });
        },
    )
}

/// Mean and 1/√(variance + eps) of each row.
type Moments<A> = Extra<Vec<(A, A)>, SharedStorage<A>>;

fn forward<const N: usize, const M: usize, A: Float>(
    x: &Tensor<N, A>,
    n: usize,
    weight: Option<&Tensor<M, A>>,
    bias: Option<&Tensor<M, A>>,
    eps: A,
) -> (SharedStorage<A>, Moments<A>) {
    let mut inputs: [Option<&dyn Input>; 3] = [Some(x.storage()), None, None];
    inputs[1] = weight.map(|weight| weight.storage() as &dyn Input);
    inputs[2] = bias.map(|bias| bias.storage() as &dyn Input);
    let (is_weighted, is_shifted) = (weight.is_some(), bias.is_some());
    let kernel =
        || Some(Kernel::LayerNorm { n, eps: eps.to_double(), weight: is_weighted, bias: is_shifted });
    if let Some(mut outputs) = device::run_present(&inputs, kernel) {
        return (outputs.next(), Extra::Device(outputs.next()));
    }
    let (weight, bias) = (weight.map(Tensor::as_slice), bias.map(Tensor::as_slice));
    let (y, moments) = kernel::forward(x.as_slice(), n, weight, bias, eps);
    (SharedStorage::new(y), Extra::Host(moments))
}

fn backward<A: Float>(
    mut dy: SharedStorage<A>,
    x: &SharedStorage<A>,
    n: usize,
    weight: Option<&SharedStorage<A>>,
    moments: &Moments<A>,
) -> SharedStorage<A> {
    if let Extra::Device(moments) = moments {
        let weight = weight.map(|weight| weight as &dyn Input);
        let inputs: [Option<&dyn Input>; 4] = [Some(&dy), Some(x), Some(moments), weight];
        if let Some(mut dx) = device::run_present(&inputs, || Some(Kernel::LayerNormBackward { n })) {
            return dx.next();
        }
    }
    let weight = weight.map(SharedStorage::as_slice);
    kernel::backward(dy.make_mut(), x.as_slice(), n, weight, &on_host(moments));
    dy
}

/// The gradients of weight and bias.
fn backward_affine<A: Float>(
    dy: &SharedStorage<A>,
    x: &SharedStorage<A>,
    n: usize,
    moments: &Moments<A>,
) -> (SharedStorage<A>, SharedStorage<A>) {
    if let Extra::Device(moments) = moments
        && let Some(mut outputs) = device::run(&[dy, x, moments], || Some(Kernel::LayerNormAffine { n }))
    {
        return (outputs.next(), outputs.next());
    }
    let (dw, db) = kernel::backward_affine(dy.as_slice(), x.as_slice(), n, &on_host(moments));
    (SharedStorage::new(dw), SharedStorage::new(db))
}

/// The moments as the host's kernels have them.
fn on_host<A: Float>(moments: &Moments<A>) -> Cow<'_, [(A, A)]> {
    match moments {
        Extra::Host(moments) => moments.into(),
        Extra::Device(moments) => {
            moments.as_slice().as_chunks::<2>().0.iter().map(|&[mean, rstd]| (mean, rstd)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn layer_norm() {
        let none = None;
        for n in [5, 40] {
            let (x, w, b) = (irregular([3, n]), irregular([n]) + 2.0, irregular([n]));
            gradcheck(x.clone(), |x| x.layer_norm([n], &w, &b, 1e-3)).unwrap();
            gradcheck(x.clone(), |x| x.layer_norm([n], &w, none, 1e-3)).unwrap();
            gradcheck(x.clone(), |x| x.layer_norm([n], none, none, 1e-3)).unwrap();
            gradcheck(w.clone(), |w| x.clone().beside(&w).layer_norm([n], w, &b, 1e-3)).unwrap();
            gradcheck(b.clone(), |b| x.clone().beside(&b).layer_norm([n], &w, b, 1e-3)).unwrap();
        }
    }

    #[test]
    fn over_several_axes() {
        let (x, w) = (irregular([4, 2, 3]), irregular([2, 3]));
        gradcheck(x.clone(), |x| x.layer_norm([2, 3], &w, None, 1e-3)).unwrap();
        let y = x.layer_norm([2, 3], None, None, 0.0);
        for sum in y.sum_axis(2).sum_axis(1).as_slice() {
            assert!(sum.abs() < 1e-12);
        }
    }

    #[test]
    fn many_rows_are_as_few() {
        // 300 rows of 300 go to several threads, 100 to one.
        let (x, w) = (irregular([300, 300]), irregular([300]));
        let gradients = |rows: usize, x: Tensor<2, f64>| {
            let tape = crate::autodiff::Tape::new(0);
            let x = tape.input(x).requires_grad();
            let y = x.clone().layer_norm([300], &w, &w, 1e-3);
            let gradients = (y * irregular([300, 300]).slice(0, 0..rows)).sum().backward();
            gradients.wrt(&x).unwrap()
        };
        let all = gradients(300, x.clone());
        let few = gradients(100, x.slice(0, 0..100));
        assert_eq!(all.slice(0, 0..100), few);
    }

    #[test]
    #[should_panic(expected = "layer_norm: expected an input of shape [.., 4], got [2, 3]")]
    fn the_last_axes_must_fit() {
        let none = None;
        let _ = irregular([2, 3]).layer_norm([4], none, none, 1e-3);
    }
}
