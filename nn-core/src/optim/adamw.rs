//! Adam with decoupled weight decay.

use super::adam::{states, undecayed};
use super::description::optimizer;
use super::rule::Rule;
use crate::device::{self, Update};

optimizer! {
    /// Adam whose weight decay shrinks the parameters themselves instead of going through the running means.
    ///
    /// With the gradient `g` and the parameter `θ` at step `t`:
    ///
    /// ```text
    /// θ ← θ − lr · weight_decay · θ
    /// m ← β₁ · m + (1 − β₁) · g
    /// v ← β₂ · v + (1 − β₂) · g²
    /// θ ← θ − lr · m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + eps)      (amsgrad: the largest v so far)
    /// ```
    ///
    /// The formula is that of
    /// [`torch.optim.AdamW`](https://docs.pytorch.org/docs/2.8/generated/torch.optim.AdamW.html), after Loshchilov
    /// and Hutter, [*Decoupled weight decay regularization*](https://arxiv.org/abs/1711.05101).
    ///
    /// Biases and norms are often spared:
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let mut model = Linear::new(4, 2, &mut rng(0));
    /// let mut adamw = AdamW::new(1e-3).weight_decay(0.1).group("*bias", |g| g.weight_decay(0.0));
    /// let loss = model.forward(Tape::new(0).input(ndarray::array![[1.0, 2.0, 3.0, 4.0]])).sum();
    /// adamw.step(&mut model, loss.backward())?;
    /// # Ok(())
    /// # }
    /// ```
    AdamW(lr = 1e-3) {
        /// What is kept of the means of the gradient and of its square at each step.
        betas(beta1: f64, beta2: f64) = (0.9, 0.999), below_one;
        /// What is added to the denominator.
        eps(eps: f64) = 1e-8, not_negative;
        /// The weight decay: each step shrinks a parameter by the share `lr · weight_decay`.
        weight_decay(weight_decay: f64) = 0.01, not_negative;
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
        let shrink = 1.0 - lr * self.weight_decay;
        Update::Adam(device::Adam { shrink, ..undecayed(self.betas, self.eps, lr, step) })
    }
}
