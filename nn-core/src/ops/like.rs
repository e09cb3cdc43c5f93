//! Tensors of another's shape, where it stands.

use crate::operation::Operation;
use crate::storage::{Element, Number};
use crate::tensor::{Op, Tensor};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// A tensor of this one's shape that holds `value` everywhere, [beside](Self::beside) it: on its tape, if it is on one,
    /// without a gradient. As [`torch.full_like`](https://docs.pytorch.org/docs/2.8/generated/torch.full_like.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tape::new(0).input([1.0, 2.0]);
    /// let state = x.full_like(0.5);
    /// assert!(state.as_slice() == [0.5, 0.5] && state.tape().is_some());
    /// ```
    #[track_caller]
    pub fn full_like(&self, value: A) -> Self {
        let mut op = Op::named("full_like");
        op.input(&self.detach());
        op.means(|| Operation::Full(value.number()));
        let shape = self.shape();
        op.run(shape, |keep| (Tensor::full(shape, value), keep.nothing()), |(), _: Self, _| ())
    }

    /// Zeros of this tensor's shape, [beside](Self::beside) it, as
    /// [`torch.zeros_like`](https://docs.pytorch.org/docs/2.8/generated/torch.zeros_like.html).
    #[track_caller]
    pub fn zeros_like(&self) -> Self {
        self.full_like(A::default())
    }

    /// Ones of this tensor's shape, [beside](Self::beside) it, as
    /// [`torch.ones_like`](https://docs.pytorch.org/docs/2.8/generated/torch.ones_like.html).
    #[track_caller]
    pub fn ones_like(&self) -> Self {
        self.full_like(A::from_number(Number::Whole(1)))
    }
}
