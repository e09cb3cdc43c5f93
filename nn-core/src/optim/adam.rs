//! Adam.

use super::optimizer::Optimizer;
use super::rule::{Rule, below_one, not_negative, setting, update_with};
use super::stepper::{Stepper, optimizer};
use crate::autodiff::Gradients;
use crate::error::Result;
use crate::kernels::update;
use crate::module::Module;
use crate::state::StateDict;
use crate::storage::{AnyStorage, Float};

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
/// Defaults: `betas` (0.9, 0.999), `eps` 10⁻⁸, `weight_decay` 0, `amsgrad` false; [`Default`] has `lr` 10⁻³.
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
#[derive(Clone)]
pub struct Adam(Stepper<Formula>);

/// The formula of Adam and of AdamW.
#[derive(Clone, Debug)]
pub(super) struct Formula {
    pub(super) lr: f64,
    pub(super) betas: (f64, f64),
    pub(super) eps: f64,
    pub(super) weight_decay: f64,
    pub(super) amsgrad: bool,
    /// The weight decay shrinks the parameter itself: AdamW.
    pub(super) decoupled: bool,
}

impl Adam {
    /// Adam with the given learning rate.
    pub fn new(lr: f64) -> Self {
        Adam(Stepper::new(Formula::new(lr, 0.0, false)))
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

    /// The weight decay, added to the gradient.
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

impl Default for Adam {
    fn default() -> Self {
        Adam::new(1e-3)
    }
}

optimizer!(Adam);

impl Formula {
    pub(super) fn new(lr: f64, weight_decay: f64, decoupled: bool) -> Self {
        Formula { lr, betas: (0.9, 0.999), eps: 1e-8, weight_decay, amsgrad: false, decoupled }
    }
}

impl Rule for Formula {
    type Numbers = update::Adam;

    fn name(&self) -> &'static str {
        if self.decoupled { "AdamW" } else { "Adam" }
    }

    fn lr(&self) -> f64 {
        self.lr
    }

    fn check(&self) -> Result<(), String> {
        below_one("beta1", self.betas.0)?;
        below_one("beta2", self.betas.1)?;
        not_negative("eps", self.eps)?;
        not_negative("weight_decay", self.weight_decay)
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            setting("lr", self.lr),
            setting("betas", self.betas),
            setting("eps", self.eps),
            setting("weight_decay", self.weight_decay),
            setting("amsgrad", self.amsgrad),
        ]
    }

    fn states(&self) -> Vec<(&'static str, f64)> {
        let mut states = vec![("exp_avg", 0.0), ("exp_avg_sq", 0.0)];
        states.extend(self.amsgrad.then_some(("max_exp_avg_sq", 0.0)));
        states
    }

    fn numbers(&self, lr: f64, step: u64) -> update::Adam {
        let (beta1, beta2) = self.betas;
        // Past i32 both powers are 0.
        let step = i32::try_from(step).unwrap_or(i32::MAX);
        update::Adam {
            shrink: if self.decoupled { 1.0 - lr * self.weight_decay } else { 1.0 },
            weight_decay: if self.decoupled { 0.0 } else { self.weight_decay },
            beta1,
            beta2,
            step_size: lr / (1.0 - beta1.powi(step)),
            correction: (1.0 - beta2.powi(step)).sqrt().recip(),
            eps: self.eps,
        }
    }

    fn update<A: Float>(numbers: update::Adam, value: &mut [A], gradient: &[A], state: &mut [AnyStorage]) {
        match state.len() {
            2 => update_with::<A, 2>(numbers, value, gradient, state),
            _ => update_with::<A, 3>(numbers, value, gradient, state),
        }
    }
}
