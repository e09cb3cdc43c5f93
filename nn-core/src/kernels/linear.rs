//! The affine map `x · Wᵀ + b` of rows.

use super::matmul::{Addend, FEW, product, product_with};
use super::matrix::Matrix;
use super::matrix_batch::MatrixBatch;
use super::packed::Packed;
use super::reduce::{AxisSizes, sum_axis};
use crate::storage::{Float, scratch};

/// The sizes of an affine map: of each of so many rows, so many inputs become so many outputs.
#[derive(Clone, Copy, Debug)]
pub struct Affine {
    /// The number of rows.
    pub rows: usize,
    /// The elements of a row.
    pub inputs: usize,
    /// The elements of a row of the result.
    pub outputs: usize,
}

/// A weight as it is, or laid out for products.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Weight<'a, A: Float> {
    Stored(&'a [A]),
    Packed(&'a Packed<A>),
}

impl Affine {
    pub(crate) fn multiply_adds(self) -> u64 {
        ((self.rows * self.outputs) as u64).saturating_mul(self.inputs as u64)
    }

    /// `x · Wᵀ + b`.
    #[inline]
    pub(crate) fn forward<A: Float>(self, x: &[A], weight: Weight<'_, A>, bias: Option<&[A]>) -> Vec<A> {
        let mut y = scratch(self.rows * self.outputs);
        let x = Matrix::new(x, self.rows, self.inputs);
        let addend = bias.map_or(Addend::Zero, Addend::Row);
        match weight {
            Weight::Packed(weight) => weight.product(x, &mut y, self.outputs, addend),
            Weight::Stored(weight) => product_with(x, self.transposed(weight), addend, &mut y),
        }
        y
    }

    /// The weight as products of many rows want it, for one by which several inputs will be multiplied.
    pub(crate) fn packed<A: Float>(self, weight: &[A]) -> Packed<A> {
        Packed::new(self.transposed(weight))
    }

    /// Whether products with so many rows are faster with a weight that is [packed](Self::packed) already, and have the same
    /// bits where sums are fused.
    pub(crate) fn wants_packed(self) -> bool {
        // The panels of few outputs are hardly filled.
        let most = if self.outputs < 64 { 256 } else { 512 };
        (16..=most).contains(&self.rows)
            && self.inputs >= 64
            && self.outputs >= 8
            && self.rows * self.outputs > FEW
    }

    fn transposed<A>(self, weight: &[A]) -> Matrix<'_, A> {
        Matrix::new(weight, self.outputs, self.inputs).t()
    }

    /// The gradient of `x`.
    pub(crate) fn backward<A: Float>(self, dy: &[A], weight: &[A]) -> Vec<A> {
        let mut dx = scratch(self.rows * self.inputs);
        product(self.outputs_of(dy), Matrix::new(weight, self.outputs, self.inputs), &mut dx, false);
        dx
    }

    /// The gradient of the weight.
    pub(crate) fn weight_backward<A: Float>(self, dy: &[A], x: &[A]) -> Vec<A> {
        let mut dw = scratch(self.outputs * self.inputs);
        product(self.outputs_of(dy).t(), Matrix::new(x, self.rows, self.inputs), &mut dw, false);
        dw
    }

    /// The gradient of the bias.
    pub(crate) fn bias_backward<A: Float>(self, dy: &[A]) -> Vec<A> {
        sum_axis(dy, self.columns())
    }

    /// The columns of the result, which the gradient of the bias sums up.
    pub(crate) fn columns(self) -> AxisSizes {
        AxisSizes { outer: 1, axis: self.rows, inner: self.outputs }
    }

    /// The product that gives the gradient of `x`, of that of the result and the weight.
    pub(crate) fn backward_product(self) -> MatrixBatch {
        let Affine { rows: m, inputs: n, outputs: k } = self;
        MatrixBatch { batch: 1, m, k, n, a_transposed: false, b_transposed: false }
    }

    /// The product that gives the gradient of the weight, of that of the result and `x`.
    pub(crate) fn weight_product(self) -> MatrixBatch {
        let Affine { rows: k, inputs: n, outputs: m } = self;
        MatrixBatch { batch: 1, m, k, n, a_transposed: true, b_transposed: false }
    }

    fn outputs_of<A>(self, dy: &[A]) -> Matrix<'_, A> {
        Matrix::new(dy, self.rows, self.outputs)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernels::simd::has_fma;

    fn check<A: Float + PartialEq>(map: Affine) {
        let numbers = |len: usize, step: usize| {
            (0..len).map(|i| A::of((i * step % 2003) as f64 / 1001.0 - 1.0)).collect::<Vec<A>>()
        };
        let (x, weight) = (numbers(map.rows * map.inputs, 7919), numbers(map.outputs * map.inputs, 104_729));
        let bias = numbers(map.outputs, 31);
        for bias in [None, Some(&bias[..])] {
            let stored = map.forward(&x, Weight::Stored(&weight), bias);
            assert!(map.forward(&x, Weight::Packed(&map.packed(&weight)), bias) == stored, "{map:?}");
        }
    }

    proptest! {
        /// A step after an evaluation, which packed the weight, is the same as one without.
        #[test]
        fn a_packed_weight_gives_the_bits_of_a_stored_one(
            rows in prop_oneof![16..40usize, 16..513usize],
            inputs in prop_oneof![64..70usize, 64..600usize],
            outputs in prop_oneof![8..20usize, 8..130usize],
        ) {
            let map = Affine { rows, inputs, outputs };
            if map.wants_packed() && has_fma() {
                check::<f32>(map);
                check::<f64>(map);
            }
        }
    }
}
