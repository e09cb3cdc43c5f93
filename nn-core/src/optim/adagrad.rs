//! Adagrad.

use super::optimizer::Optimizer;
use super::rule::{Rule, not_negative, setting, update_with};
use super::stepper::{Stepper, optimizer};
use crate::autodiff::Gradients;
use crate::error::Result;
use crate::kernels::update;
use crate::module::Module;
use crate::state::StateDict;
use crate::storage::{AnyStorage, Float};

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
/// Defaults: `lr_decay` 0, `initial_accumulator_value` 0, `eps` 10⁻¹⁰, `weight_decay` 0; [`Default`] has `lr`
/// 10⁻². The formula is that of
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
#[derive(Clone)]
pub struct Adagrad(Stepper<Formula>);

#[derive(Clone, Debug)]
struct Formula {
    lr: f64,
    lr_decay: f64,
    initial_accumulator_value: f64,
    eps: f64,
    weight_decay: f64,
}

impl Adagrad {
    /// Adagrad with the given learning rate.
    pub fn new(lr: f64) -> Self {
        let (lr_decay, initial_accumulator_value, eps, weight_decay) = (0.0, 0.0, 1e-10, 0.0);
        Adagrad(Stepper::new(Formula { lr, lr_decay, initial_accumulator_value, eps, weight_decay }))
    }

    /// How fast the learning rate falls.
    pub fn lr_decay(mut self, lr_decay: f64) -> Self {
        self.0.settings.rule.lr_decay = lr_decay;
        self
    }

    /// What the sums of squares begin with.
    pub fn initial_accumulator_value(mut self, value: f64) -> Self {
        self.0.settings.rule.initial_accumulator_value = value;
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
}

impl Default for Adagrad {
    fn default() -> Self {
        Adagrad::new(1e-2)
    }
}

optimizer!(Adagrad);

impl Rule for Formula {
    type Numbers = update::Adagrad;

    fn name(&self) -> &'static str {
        "Adagrad"
    }

    fn lr(&self) -> f64 {
        self.lr
    }

    fn check(&self) -> Result<(), String> {
        not_negative("lr_decay", self.lr_decay)?;
        not_negative("initial_accumulator_value", self.initial_accumulator_value)?;
        not_negative("eps", self.eps)?;
        not_negative("weight_decay", self.weight_decay)
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            setting("lr", self.lr),
            setting("lr_decay", self.lr_decay),
            setting("initial_accumulator_value", self.initial_accumulator_value),
            setting("eps", self.eps),
            setting("weight_decay", self.weight_decay),
        ]
    }

    fn states(&self) -> Vec<(&'static str, f64)> {
        vec![("sum", self.initial_accumulator_value)]
    }

    fn numbers(&self, lr: f64, step: u64) -> update::Adagrad {
        let lr = lr / (1.0 + (step - 1) as f64 * self.lr_decay);
        update::Adagrad { lr, weight_decay: self.weight_decay, eps: self.eps }
    }

    fn update<A: Float>(numbers: update::Adagrad, value: &mut [A], gradient: &[A], state: &mut [AnyStorage]) {
        update_with::<A, 1>(numbers, value, gradient, state);
    }
}
