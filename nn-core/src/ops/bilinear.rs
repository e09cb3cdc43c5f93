//! The bilinear form.

use super::stretch::unstretch;
use super::{Operand, OptionalOperand, linear};
use crate::device::Affine;
use crate::operation::Operation;
use crate::storage::Float;
use crate::tensor::{Op, Tensor, fits};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// `y[.., o] = Σᵢⱼ x1[.., i] · weight[o, i, j] · x2[.., j] + bias[o]`, as `Bilinear`
    /// computes it: one matrix product over all pairs `i, j`.
    ///
    /// Shapes: `[.., i]`, `[.., j]`, a weight of `[o, i, j]` and a bias of `[o]` give `[.., o]`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let (x1, x2) = (Tensor::from([1.0, 2.0]), Tensor::from([3.0, 4.0]));
    /// let y = x1.bilinear(x2, Tensor::<3>::full([1, 2, 2], 1.0), None);
    /// assert_eq!(y.as_slice(), [21.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the rank is 0 or the shapes do not fit.
    #[track_caller]
    pub fn bilinear(
        self,
        other: impl Operand<N, A>,
        weight: impl Operand<3, A>,
        bias: impl OptionalOperand<1, A>,
    ) -> Self {
        let other = other.operand_of(&self);
        let mut op = Op::named("bilinear");
        let (va, vo) = (op.input(&self), op.input(&other));
        let this = self.beside(&other);
        let (weight, bias) = (weight.operand_of(&this), bias.optional_operand_of(&this));
        let [outputs, left, right] = weight.shape();
        let (shape, other_shape) = (this.shape(), other.shape());
        fits!(
            this.place(),
            N > 0
                && shape[N - 1] == left
                && other_shape[N - 1] == right
                && shape[..N - 1] == other_shape[..N - 1],
            "bilinear: a weight of shape {:?} needs inputs of shapes [.., {left}] and [.., {right}] that are alike \
             before the last axis, got {shape:?} and {other_shape:?}",
            weight.shape()
        );
        if let Some(bias) = &bias {
            let got = bias.shape();
            fits!(
                this.place(),
                got == [outputs],
                "bilinear: {outputs} outputs need a bias of shape [{outputs}], got {got:?}"
            );
        }
        let rows = shape[..N - 1].iter().product();
        let vw = op.input(&weight);
        let vb = op.optional_input(bias.as_ref());
        op.means(|| Operation::Bilinear);
        let mut output = shape;
        output[N - 1] = outputs;
        // Each product of an element of the one input and an element of the other goes through a linear map.
        let map = Affine { rows, inputs: left * right, outputs };
        let (columns, row) = ([rows, left, 1], [rows, 1, right]);
        op.multiply_adds(map.multiply_adds()).run(
            output,
            |keep| {
                let (a, b) = (this.off_tape().alias(columns), other.off_tape().alias(row));
                let pairs = &a * &b;
                let bias = bias.as_ref().map(Tensor::storage);
                let y = linear::forward(map, pairs.storage(), weight.storage(), bias, !keep.wanted());
                (Tensor::from_storage(output, y), keep.value(|| (a, b, pairs, weight.off_tape())))
            },
            move |(a, b, pairs, weight), dy, grads| {
                let dy = dy.storage();
                if let Some(vb) = vb {
                    grads.add_with(vb, || Tensor::from_storage(vb.shape(), linear::bias_backward(map, dy)));
                }
                grads.add_with(vw, || {
                    Tensor::from_storage(vw.shape(), linear::weight_backward(map, dy, pairs.storage()))
                });
                if va.wanted() || vo.wanted() {
                    let pairs = linear::backward(map, dy, weight.storage());
                    let pairs = Tensor::from_storage([rows, left, right], pairs);
                    grads.add_with(va, || unstretch(pairs.clone() * b, columns).alias(va.shape()));
                    grads.add_with(vo, || unstretch(pairs * a, row).alias(vo.shape()));
                }
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};

    #[test]
    fn bilinear() {
        let (x1, x2) = (irregular([5, 2]), irregular([5, 3]) * 2.0);
        let (w, b) = (irregular([4, 2, 3]), irregular([4]));
        gradcheck(x1.clone(), |x1| x1.bilinear(&x2, &w, &b)).unwrap();
        gradcheck(x2.clone(), |x2| x1.clone().beside(&x2).bilinear(x2, &w, &b)).unwrap();
        gradcheck(w.clone(), |w| x1.clone().beside(&w).bilinear(&x2, w, &b)).unwrap();
        gradcheck(b, |b| x1.clone().beside(&b).bilinear(&x2, &w, b)).unwrap();
        gradcheck(irregular([2]), |x| x.bilinear(irregular([3]), &w, None)).unwrap();
    }

    #[test]
    #[should_panic(
        expected = "a weight of shape [4, 2, 3] needs inputs of shapes [.., 2] and [.., 3] that are alike before the last axis, got"
    )]
    fn sizes_must_fit() {
        let _ = irregular([5, 2]).bilinear(irregular([5, 4]), irregular([4, 2, 3]), None);
    }
}
