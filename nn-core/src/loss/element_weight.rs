//! Weights of elements, of whatever rank.

use crate::kernels::broadcast::broadcast_shape;
use crate::storage::Float;
use crate::tensor::{Tensor, fits};

/// Weights that are stretched over the losses.
#[derive(Clone, Debug)]
pub(super) struct ElementWeight<A: Float> {
    shape: Vec<usize>,
    values: Tensor<1, A>,
}

impl<A: Float> ElementWeight<A> {
    #[track_caller]
    pub(super) fn new<const M: usize>(weight: Tensor<M, A>) -> Self {
        let (shape, len) = (weight.shape().to_vec(), weight.len());
        ElementWeight { shape, values: weight.constant("weight").alias([len]) }
    }

    /// The weights as a factor of losses.
    #[track_caller]
    pub(super) fn over<const N: usize>(&self, name: &str, losses: &Tensor<N, A>) -> Tensor<N, A> {
        let shape = losses.shape();
        let rank = self.shape.len();
        let mut padded = [1; N];
        if rank <= N {
            padded[N - rank..].copy_from_slice(&self.shape);
        }
        fits!(
            losses.place(),
            rank <= N && broadcast_shape(padded, shape) == Some(shape),
            "{name}: a weight of shape {:?} cannot be stretched over an input of shape {shape:?}: sizes, compared from \
             the last axis on, must be equal or 1 in the weight",
            self.shape
        );
        self.values.clone().alias(padded)
    }
    /// Losses, each multiplied by its weight.
    #[track_caller]
    pub(super) fn times<const N: usize>(&self, name: &str, losses: Tensor<N, A>) -> Tensor<N, A> {
        let weight = self.over(name, &losses);
        losses * weight
    }
}
