//! Layer norm.

use super::Operand;
use crate::kernels::layer_norm as kernel;
use crate::storage::Float;
use crate::tensor::{Op, Tensor, fits};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The last axes, of shape `normalized_shape`, brought to mean 0 and variance 1, then scaled and shifted by
    /// element: `(x − mean) / √(variance + eps) · weight + bias`
    /// ([Ba et al. 2016](https://arxiv.org/abs/1607.06450)).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[1.0, 3.0], [5.0, 5.0]]);
    /// let y = x.layer_norm([2], None::<&Param<1>>, None::<&Param<1>>, 1e-9);
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
        weight: Option<impl Operand<M, A>>,
        bias: Option<impl Operand<M, A>>,
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
        let weight = weight.map(|weight| weight.beside(&self));
        let bias = bias.map(|bias| bias.beside(&self));
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
    op.run(
        shape,
        |keep| {
            let w = weight.as_ref().map(Tensor::as_slice);
            let b = bias.as_ref().map(Tensor::as_slice);
            let (y, moments) = kernel::forward(x.as_slice(), n, w, b, eps);
            let kept = keep.value(|| (x.off_tape(), weight.map(|w| w.off_tape()), moments));
            (Tensor::new(shape, y), kept)
        },
        move |(x, weight, moments), dy, grads| {
            if vw.is_some_and(|vw| vw.wanted()) || vb.is_some_and(|vb| vb.wanted()) {
                let (dw, db) = kernel::backward_affine(dy.as_slice(), x.as_slice(), n, &moments);
                vw.inspect(|&vw| grads.add(vw, Tensor::new(vw.shape(), dw)));
                vb.inspect(|&vb| grads.add(vb, Tensor::new(vb.shape(), db)));
            }
            grads.add_with(vx, || {
                let mut storage = dy.into_storage();
                let weight = weight.as_ref().map(Tensor::as_slice);
                kernel::backward(storage.make_mut(), x.as_slice(), n, weight, &moments);
                Tensor::from_storage(shape, storage)
            });
        },
    )
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn layer_norm() {
        let none = None::<&Tensor<1, f64>>;
        for n in [5, 40] {
            let (x, w, b) = (irregular([3, n]), irregular([n]) + 2.0, irregular([n]));
            gradcheck(x.clone(), |x| x.layer_norm([n], Some(&w), Some(&b), 1e-3)).unwrap();
            gradcheck(x.clone(), |x| x.layer_norm([n], Some(&w), none, 1e-3)).unwrap();
            gradcheck(x.clone(), |x| x.layer_norm([n], none, none, 1e-3)).unwrap();
            gradcheck(w.clone(), |w| x.clone().beside(&w).layer_norm([n], Some(w), Some(&b), 1e-3)).unwrap();
            gradcheck(b.clone(), |b| x.clone().beside(&b).layer_norm([n], Some(&w), Some(b), 1e-3)).unwrap();
        }
    }

    #[test]
    fn over_several_axes() {
        let (x, w) = (irregular([4, 2, 3]), irregular([2, 3]));
        gradcheck(x.clone(), |x| x.layer_norm([2, 3], Some(&w), None::<Tensor<2, f64>>, 1e-3)).unwrap();
        let y = x.layer_norm([2, 3], None::<Tensor<2, f64>>, None::<Tensor<2, f64>>, 0.0);
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
            let y = x.clone().layer_norm([300], Some(&w), Some(&w), 1e-3);
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
        let none = None::<&Tensor<1, f64>>;
        let _ = irregular([2, 3]).layer_norm([4], none, none, 1e-3);
    }
}
