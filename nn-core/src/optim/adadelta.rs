//! Adadelta.

use super::description::optimizer;
use super::rule::Rule;
use crate::device::{self, Update};

optimizer! {
    /// Adadelta: steps in the proportion of the past changes to the past gradients, which needs no tuned learning
    /// rate.
    ///
    /// With the gradient `g` and the parameter `θ`:
    ///
    /// ```text
    /// g ← g + weight_decay · θ
    /// v ← rho · v + (1 − rho) · g²
    /// Δ ← √(u + eps) / √(v + eps) · g
    /// u ← rho · u + (1 − rho) · Δ²
    /// θ ← θ − lr · Δ
    /// ```
    ///
    /// The formula is that of
    /// [`torch.optim.Adadelta`](https://docs.pytorch.org/docs/2.8/generated/torch.optim.Adadelta.html), after Zeiler,
    /// [*ADADELTA: an adaptive learning rate method*](https://arxiv.org/abs/1212.5701).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let mut model = Linear::new(4, 2, &mut rng(0));
    /// let mut adadelta = Adadelta::new(1.0).rho(0.95);
    /// let loss = model.forward(Tape::new(0).input(ndarray::array![[1.0, 2.0, 3.0, 4.0]])).sum();
    /// adadelta.step(&mut model, loss.backward())?;
    /// # Ok(())
    /// # }
    /// ```
    Adadelta(lr = 1.0) {
        /// What is kept of the means of squares at each step.
        rho(rho: f64) = 0.9, at_most_one;
        /// What is added below both roots.
        eps(eps: f64) = 1e-6, not_negative;
        /// The weight decay, added to the gradient.
        weight_decay(weight_decay: f64) = 0.0, not_negative;
    }
}

impl Rule for Formula {
    fn states(&self) -> Vec<(&'static str, f64)> {
        vec![("square_avg", 0.0), ("acc_delta", 0.0)]
    }

    fn update(&self, lr: f64, _: u64) -> Update {
        let &Formula { rho, eps, weight_decay, .. } = self;
        Update::Adadelta(device::Adadelta { lr, weight_decay, rho, eps })
    }
}
