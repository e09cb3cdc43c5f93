//! Adam.

use super::description::optimizer;
use super::rule::Rule;
use crate::device::{self, Update};

optimizer! {
    /// Adam: steps scaled by running means of the gradient and of its square.
    ///
    /// With the gradient `g` and the parameter `θ` at step `t`:
    ///
    /// ```text
    /// g ← g + weight_decay · θ
    /// m ← β₁ · m + (1 − β₁) · g
    /// v ← β₂ · v + (1 − β₂) · g²
    /// θ ← θ − lr · m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + eps)      (amsgrad: the largest v so far)
    /// ```
    ///
    /// The formula is that of [`torch.optim.Adam`](https://docs.pytorch.org/docs/2.8/generated/torch.optim.Adam.html),
    /// after Kingma and Ba, [*Adam: a method for stochastic optimization*](https://arxiv.org/abs/1412.6980). Its
    /// weight decay goes through the means; [`AdamW`](super::AdamW)'s does not.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let mut rng = rng(0);
    /// let mut model = (Linear::new(4, 8, &mut rng), Relu, Linear::new(8, 1, &mut rng));
    /// let mut adam = Adam::new(1e-3).betas(0.9, 0.99).group("2.*", |g| g.lr(1e-2));
    /// let loss = model.forward(Tape::new(0).input(ndarray::array![[1.0, 2.0, 3.0, 4.0]])).sum();
    /// adam.step(&mut model, loss.backward())?;
    /// # Ok(())
    /// # }
    /// ```
    Adam(lr = 1e-3) {
        /// What is kept of the means of the gradient and of its square at each step.
        betas(beta1: f64, beta2: f64) = (0.9, 0.999), below_one;
        /// What is added to the denominator.
        eps(eps: f64) = 1e-8, not_negative;
        /// The weight decay, added to the gradient.
        weight_decay(weight_decay: f64) = 0.0, not_negative;
        /// Divides by the largest mean square so far, after Reddi et al.,
        /// [*On the convergence of Adam and beyond*](https://arxiv.org/abs/1904.09237).
        amsgrad(amsgrad: bool) = false, either;
    }
}

impl Rule for Formula {
    fn states(&self) -> Vec<(&'static str, f64)> {
        states(self.amsgrad)
    }

    fn update(&self, lr: f64, step: u64) -> Update {
        let weight_decay = self.weight_decay;
        Update::Adam(device::Adam { weight_decay, ..undecayed(self.betas, self.eps, lr, step) })
    }
}

/// What Adam and AdamW remember.
pub(super) fn states(amsgrad: bool) -> Vec<(&'static str, f64)> {
    let mut states = vec![("exp_avg", 0.0), ("exp_avg_sq", 0.0)];
    states.extend(amsgrad.then_some(("max_exp_avg_sq", 0.0)));
    states
}

/// The step of Adam and AdamW, without a weight decay.
pub(super) fn undecayed((beta1, beta2): (f64, f64), eps: f64, lr: f64, step: u64) -> device::Adam {
    // Past i32 both powers are 0.
    let step = i32::try_from(step).unwrap_or(i32::MAX);
    device::Adam {
        shrink: 1.0,
        weight_decay: 0.0,
        beta1,
        beta2,
        step_size: lr / (1.0 - beta1.powi(step)),
        correction: (1.0 - beta2.powi(step)).sqrt().recip(),
        eps,
    }
}
