//! Adadelta.

use super::optimizer::Optimizer;
use super::rule::{Rule, not_negative, setting, share, update_with};
use super::stepper::{Stepper, optimizer};
use crate::autodiff::Gradients;
use crate::error::Result;
use crate::kernels::update;
use crate::module::Module;
use crate::state::StateDict;
use crate::storage::{AnyStorage, Float};

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
/// Defaults: `rho` 0.9, `eps` 10⁻⁶, `weight_decay` 0; [`Default`] has `lr` 1. The formula is that of
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
#[derive(Clone)]
pub struct Adadelta(Stepper<Formula>);

#[derive(Clone, Debug)]
struct Formula {
    lr: f64,
    rho: f64,
    eps: f64,
    weight_decay: f64,
}

impl Adadelta {
    /// Adadelta with the given factor on its steps.
    pub fn new(lr: f64) -> Self {
        Adadelta(Stepper::new(Formula { lr, rho: 0.9, eps: 1e-6, weight_decay: 0.0 }))
    }

    /// What is kept of the means of squares at each step.
    pub fn rho(mut self, rho: f64) -> Self {
        self.0.settings.rule.rho = rho;
        self
    }

    /// What is added below both roots.
    pub fn eps(mut self, eps: f64) -> Self {
        self.0.settings.rule.eps = eps;
        self
    }

    /// The weight decay, added to the gradient.
    pub fn weight_decay(mut self, weight_decay: f64) -> Self {
        self.0.settings.rule.weight_decay = weight_decay;
        self
    }
}

impl Default for Adadelta {
    fn default() -> Self {
        Adadelta::new(1.0)
    }
}

optimizer!(Adadelta);

impl Rule for Formula {
    type Numbers = update::Adadelta;

    fn name(&self) -> &'static str {
        "Adadelta"
    }

    fn lr(&self) -> f64 {
        self.lr
    }

    fn check(&self) -> Result<(), String> {
        share("rho", self.rho)?;
        not_negative("eps", self.eps)?;
        not_negative("weight_decay", self.weight_decay)
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            setting("lr", self.lr),
            setting("rho", self.rho),
            setting("eps", self.eps),
            setting("weight_decay", self.weight_decay),
        ]
    }

    fn states(&self) -> Vec<(&'static str, f64)> {
        vec![("square_avg", 0.0), ("acc_delta", 0.0)]
    }

    fn numbers(&self, lr: f64, _: u64) -> update::Adadelta {
        update::Adadelta { lr, weight_decay: self.weight_decay, rho: self.rho, eps: self.eps }
    }

    fn update<A: Float>(
        numbers: update::Adadelta,
        value: &mut [A],
        gradient: &[A],
        state: &mut [AnyStorage],
    ) {
        update_with::<A, 2>(numbers, value, gradient, state);
    }
}
