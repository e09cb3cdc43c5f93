//! Random tensors under PyTorch's names.

use rand::Rng;

use super::{normal, uniform};
use crate::tensor::Tensor;

impl<const N: usize> Tensor<N> {
    /// Uniform in `0..1`, as [`torch.rand`](https://docs.pytorch.org/docs/2.8/generated/torch.rand.html); other bounds are
    /// [`init::uniform`](crate::init::uniform).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::rand([2, 3], &mut rng(0));
    /// assert!(x.as_slice().iter().all(|x| (0.0..1.0).contains(x)));
    /// ```
    ///
    /// # Panics
    ///
    /// If no memory could hold the shape.
    #[track_caller]
    pub fn rand(shape: [usize; N], rng: &mut impl Rng) -> Self {
        uniform(shape, 0.0, 1.0, rng)
    }

    /// The normal distribution of mean 0 and standard deviation 1, as
    /// [`torch.randn`](https://docs.pytorch.org/docs/2.8/generated/torch.randn.html); others are
    /// [`init::normal`](crate::init::normal).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let noise = Tensor::randn([2, 3], &mut rng(0));
    /// assert_eq!(noise.shape(), [2, 3]);
    /// ```
    ///
    /// # Panics
    ///
    /// If no memory could hold the shape.
    #[track_caller]
    pub fn randn(shape: [usize; N], rng: &mut impl Rng) -> Self {
        normal(shape, 0.0, 1.0, rng)
    }
}
