//! Stochastic gradient descent.

use super::optimizer::Optimizer;
use super::rule::{Rule, not_negative, setting, update_with};
use super::stepper::{Stepper, optimizer};
use crate::autodiff::Gradients;
use crate::error::Result;
use crate::kernels::update;
use crate::module::Module;
use crate::state::StateDict;
use crate::storage::{AnyStorage, Float};

/// Stochastic gradient descent, with momentum if wanted.
///
/// With the gradient `g`, the parameter `θ` and the velocity `b`:
///
/// ```text
/// g ← g + weight_decay · θ
/// b ← momentum · b + (1 − dampening) · g        (b ← g at the first step; without momentum, b is g)
/// θ ← θ − lr · b                                (nesterov: θ − lr · (g + momentum · b))
/// ```
///
/// Defaults: `momentum` 0, `dampening` 0, `weight_decay` 0, `nesterov` false; [`Default`] has `lr` 10⁻³.
/// The formula is that of [`torch.optim.SGD`](https://docs.pytorch.org/docs/2.8/generated/torch.optim.SGD.html),
/// whose velocity does not contain the learning rate, after Sutskever et al., *On the importance of
/// initialization and momentum in deep learning* (2013).
///
/// ```
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// let mut w = Param::new(Tensor::from([1.0, 2.0]));
/// let mut sgd = Sgd::new(0.1).momentum(0.9).nesterov(true);
/// let loss = (Tape::new(0).input([1.0, 0.0]) * &w).sum();
/// sgd.step(&mut w, loss.backward())?;
/// assert_eq!(w.value().as_slice(), [0.81, 2.0]);
/// # Ok(())
/// # }
/// ```
#[doc(alias = "SGD")]
#[derive(Clone)]
pub struct Sgd(Stepper<Formula>);

#[derive(Clone, Debug)]
struct Formula {
    lr: f64,
    momentum: f64,
    dampening: f64,
    weight_decay: f64,
    nesterov: bool,
}

impl Sgd {
    /// Plain gradient descent with the given learning rate.
    pub fn new(lr: f64) -> Self {
        let rule = Formula { lr, momentum: 0.0, dampening: 0.0, weight_decay: 0.0, nesterov: false };
        Sgd(Stepper::new(rule))
    }

    /// The share of the velocity that is kept.
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.0.settings.rule.momentum = momentum;
        self
    }

    /// The share of the gradient that does not enter the velocity.
    pub fn dampening(mut self, dampening: f64) -> Self {
        self.0.settings.rule.dampening = dampening;
        self
    }

    /// The weight decay, added to the gradient.
    pub fn weight_decay(mut self, weight_decay: f64) -> Self {
        self.0.settings.rule.weight_decay = weight_decay;
        self
    }

    /// Nesterov's momentum; needs a momentum above 0 and no dampening.
    pub fn nesterov(mut self, nesterov: bool) -> Self {
        self.0.settings.rule.nesterov = nesterov;
        self
    }
}

impl Default for Sgd {
    fn default() -> Self {
        Sgd::new(1e-3)
    }
}

optimizer!(Sgd);

impl Rule for Formula {
    type Numbers = update::Sgd;

    fn name(&self) -> &'static str {
        "Sgd"
    }

    fn lr(&self) -> f64 {
        self.lr
    }

    fn check(&self) -> Result<(), String> {
        not_negative("momentum", self.momentum)?;
        not_negative("weight_decay", self.weight_decay)?;
        if !self.dampening.is_finite() {
            return Err(format!("dampening must be a finite number, got {}", self.dampening));
        }
        if self.nesterov && (self.momentum <= 0.0 || self.dampening != 0.0) {
            return Err(format!(
                "nesterov needs a momentum above 0 and a dampening of 0, got momentum {} and dampening {}",
                self.momentum, self.dampening
            ));
        }
        Ok(())
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            setting("lr", self.lr),
            setting("momentum", self.momentum),
            setting("dampening", self.dampening),
            setting("weight_decay", self.weight_decay),
            setting("nesterov", self.nesterov),
        ]
    }

    fn states(&self) -> Vec<(&'static str, f64)> {
        if self.momentum == 0.0 { vec![] } else { vec![("momentum_buffer", 0.0)] }
    }

    fn remembers_step(&self) -> bool {
        false
    }

    fn numbers(&self, lr: f64, step: u64) -> update::Sgd {
        update::Sgd {
            lr,
            weight_decay: self.weight_decay,
            momentum: self.momentum,
            // The velocity begins with the whole gradient.
            dampening: if step == 1 { 0.0 } else { self.dampening },
            nesterov: self.nesterov,
        }
    }

    fn update<A: Float>(numbers: update::Sgd, value: &mut [A], gradient: &[A], state: &mut [AnyStorage]) {
        match state.len() {
            0 => update_with::<A, 0>(numbers, value, gradient, state),
            _ => update_with::<A, 1>(numbers, value, gradient, state),
        }
    }
}
