//! Copies of elements in another order or several times, off the tape.

use crate::device::{self, Kernel, RANK, padded};
use crate::kernels::permute::{gather_strided, strides};
use crate::storage::{Element, Float};
use crate::tensor::Tensor;

impl<A: Float> Tensor<0, A> {
    /// The one element everywhere, off the tape.
    pub(crate) fn spread<const N: usize>(self, shape: [usize; N]) -> Tensor<N, A> {
        match self.storage().device() {
            None => Tensor::full(shape, self.item()),
            Some(_) => self.alias([1; N]).stretch_to(shape),
        }
    }
}

impl<const N: usize, A: Element> Tensor<N, A> {
    /// Copies along axes of size 1, off the tape.
    pub(super) fn stretch_to(self, shape: [usize; N]) -> Self {
        let mut steps = strides(self.shape());
        for (step, size) in steps.iter_mut().zip(self.shape()) {
            *step = if size == 1 { 0 } else { *step };
        }
        self.strided(shape, steps)
    }

    /// The elements at the index · `steps`, off the tape: other orders of axes, and copies along axes with a step of 0.
    pub(super) fn strided(&self, shape: [usize; N], steps: [usize; N]) -> Self {
        let kernel = || {
            let (shape, mut strides) = (padded(shape)?, [0; RANK]);
            strides[RANK - N..].copy_from_slice(&steps);
            Some(Kernel::Strided { shape, strides })
        };
        Tensor::from_storage(
            shape,
            device::compute(&[self.storage()], kernel, || gather_strided(self.as_slice(), shape, steps)),
        )
    }
}
