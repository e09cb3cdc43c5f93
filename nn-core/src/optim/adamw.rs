//! Adam with decoupled weight decay.

use super::adam::Formula;
use super::optimizer::Optimizer;
use super::stepper::{Stepper, optimizer};
use crate::autodiff::Gradients;
use crate::error::Result;
use crate::module::Module;
use crate::state::StateDict;

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
/// Defaults: `betas` (0.9, 0.999), `eps` 10⁻⁸, `weight_decay` 0.01, `amsgrad` false; [`Default`] has `lr` 10⁻³.
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
#[derive(Clone)]
pub struct AdamW(Stepper<Formula>);

impl AdamW {
    /// AdamW with the given learning rate.
    pub fn new(lr: f64) -> Self {
        AdamW(Stepper::new(Formula::new(lr, 0.01, true)))
    }

    /// What is kept of the means of the gradient and of its square at each step.
    pub fn betas(mut self, beta1: f64, beta2: f64) -> Self {
        self.0.settings.rule.betas = (beta1, beta2);
        self
    }

    /// What is added to the denominator.
    pub fn eps(mut self, eps: f64) -> Self {
        self.0.settings.rule.eps = eps;
        self
    }

    /// The weight decay: each step shrinks a parameter by the share `lr · weight_decay`.
    pub fn weight_decay(mut self, weight_decay: f64) -> Self {
        self.0.settings.rule.weight_decay = weight_decay;
        self
    }

    /// Divides by the largest mean square so far, after Reddi et al.,
    /// [*On the convergence of Adam and beyond*](https://arxiv.org/abs/1904.09237).
    pub fn amsgrad(mut self, amsgrad: bool) -> Self {
        self.0.settings.rule.amsgrad = amsgrad;
        self
    }
}

impl Default for AdamW {
    fn default() -> Self {
        AdamW::new(1e-3)
    }
}

optimizer!(AdamW);
