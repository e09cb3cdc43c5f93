//! Adamax.

use super::description::optimizer;
use super::rule::Rule;
use crate::device::{self, Update};

optimizer! {
    /// Adamax: Adam with the largest of the recent gradients in place of the root of their mean square.
    ///
    /// With the gradient `g` and the parameter `θ` at step `t`:
    ///
    /// ```text
    /// g ← g + weight_decay · θ
    /// m ← β₁ · m + (1 − β₁) · g
    /// u ← max(β₂ · u, |g| + eps)
    /// θ ← θ − lr / (1 − β₁ᵗ) · m / u
    /// ```
    ///
    /// The formula is that of
    /// [`torch.optim.Adamax`](https://docs.pytorch.org/docs/2.8/generated/torch.optim.Adamax.html), after Kingma and Ba,
    /// [*Adam: a method for stochastic optimization*](https://arxiv.org/abs/1412.6980).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let mut model = Linear::new(4, 2, &mut rng(0));
    /// let mut adamax = Adamax::new(2e-3).betas(0.9, 0.99);
    /// let loss = model.forward(Tape::new(0).input(ndarray::array![[1.0, 2.0, 3.0, 4.0]])).sum();
    /// adamax.step(&mut model, loss.backward())?;
    /// # Ok(())
    /// # }
    /// ```
    Adamax(lr = 2e-3) {
        /// What is kept of the mean of the gradient and of its largest size at each step.
        betas(beta1: f64, beta2: f64) = (0.9, 0.999), below_one;
        /// What is added to the size of the gradient.
        eps(eps: f64) = 1e-8, not_negative;
        /// The weight decay, added to the gradient.
        weight_decay(weight_decay: f64) = 0.0, not_negative;
    }
}

impl Rule for Formula {
    fn states(&self) -> Vec<(&'static str, f64)> {
        vec![("exp_avg", 0.0), ("exp_inf", 0.0)]
    }

    fn update(&self, lr: f64, step: u64) -> Update {
        let (weight_decay, (beta1, beta2), eps) = (self.weight_decay, self.betas, self.eps);
        // Past i32 the power is 0.
        let step = i32::try_from(step).unwrap_or(i32::MAX);
        Update::Adamax(device::Adamax {
            step_size: lr / (1.0 - beta1.powi(step)),
            weight_decay,
            beta1,
            beta2,
            eps,
        })
    }
}
