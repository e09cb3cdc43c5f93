//! Adagrad.

use super::description::optimizer;
use super::rule::Rule;
use crate::device::{self, Update};

optimizer! {
    /// Adagrad: steps divided by the root of the sum of all past squares, so that rare features learn fast.
    ///
    /// With the gradient `g` and the parameter `θ` at step `t`:
    ///
    /// ```text
    /// g ← g + weight_decay · θ
    /// s ← s + g²                                  (s begins with initial_accumulator_value)
    /// θ ← θ − lr / (1 + (t − 1) · lr_decay) · g / (√s + eps)
    /// ```
    ///
    /// The formula is that of
    /// [`torch.optim.Adagrad`](https://docs.pytorch.org/docs/2.8/generated/torch.optim.Adagrad.html), after Duchi et
    /// al., [*Adaptive subgradient methods*](https://jmlr.org/papers/v12/duchi11a.html) (2011).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let mut model = Linear::new(4, 2, &mut rng(0));
    /// let mut adagrad = Adagrad::new(0.01).lr_decay(1e-4);
    /// let loss = model.forward(Tape::new(0).input(ndarray::array![[1.0, 2.0, 3.0, 4.0]])).sum();
    /// adagrad.step(&mut model, loss.backward())?;
    /// # Ok(())
    /// # }
    /// ```
    Adagrad(lr = 1e-2) {
        /// How fast the learning rate falls.
        lr_decay(lr_decay: f64) = 0.0, not_negative;
        /// The initial value of the sums of squares.
        initial_accumulator_value(initial_accumulator_value: f64) = 0.0, not_negative;
        /// What is added to the denominator.
        eps(eps: f64) = 1e-10, not_negative;
        /// The weight decay, added to the gradient.
        weight_decay(weight_decay: f64) = 0.0, not_negative;
    }
}

impl Rule for Formula {
    fn states(&self) -> Vec<(&'static str, f64)> {
        vec![("sum", self.initial_accumulator_value)]
    }

    fn update(&self, lr: f64, step: u64) -> Update {
        let lr = lr / (1.0 + (step - 1) as f64 * self.lr_decay);
        Update::Adagrad(device::Adagrad { lr, weight_decay: self.weight_decay, eps: self.eps })
    }
}
