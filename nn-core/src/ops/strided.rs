//! Copies of elements in another order or several times, off the tape.

use crate::device::{self, Kernel, RANK, padded};
use crate::kernels::permute::{gather_strided, strides};
use crate::kernels::reduce::AxisSizes;
use crate::storage::{Element, Float, SharedStorage};
use crate::tensor::Tensor;

impl<A: Float> Tensor<0, A> {
    /// The one element everywhere, off the tape.
    pub(crate) fn spread<const N: usize>(self, shape: [usize; N]) -> Tensor<N, A> {
        match self.storage().device() {
            None if shape.iter().product::<usize>() < REPEATED => Tensor::full(shape, self.item()),
            _ => self.alias([1; N]).repeat_to(shape),
        }
    }
}

/// From this many elements on, copies are written only where they are looked at.
const REPEATED: usize = 16 * 1024;

impl<const N: usize, A: Element> Tensor<N, A> {
    /// Copies along axes of size 1, off the tape.
    pub(super) fn stretch_to(self, shape: [usize; N]) -> Self {
        let mut steps = strides(self.shape());
        for (step, size) in steps.iter_mut().zip(self.shape()) {
            *step = if size == 1 { 0 } else { *step };
        }
        self.strided(shape, steps)
    }

    /// Copies along axes of size 1, off the tape, which are not written if they are many and lie along neighbouring axes.
    pub(super) fn repeat_to(self, shape: [usize; N]) -> Self {
        let stretched = |axis: &usize| self.shape()[*axis] != shape[*axis];
        let Some(first) = (0..N).find(stretched) else { return self };
        let end = (first..N).rfind(stretched).map_or(N, |last| last + 1);
        let product = |axes: std::ops::Range<usize>| shape[axes].iter().product::<usize>();
        let together = (first..end).all(|axis| self.shape()[axis] == 1);
        if !together || !self.storage().is_here() || product(0..N) < REPEATED {
            return self.stretch_to(shape);
        }
        let sizes = AxisSizes { outer: product(0..first), axis: product(first..end), inner: product(end..N) };
        Tensor::from_storage(shape, SharedStorage::repeated(self.into_storage(), sizes))
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
