//! RMSprop.

use super::optimizer::Optimizer;
use super::rule::{Rule, not_negative, setting, share, update_with};
use super::stepper::{Stepper, optimizer};
use crate::autodiff::Gradients;
use crate::error::Result;
use crate::kernels::update;
use crate::module::Module;
use crate::state::StateDict;
use crate::storage::{AnyStorage, Float};

/// RMSprop: steps divided by the root of a running mean of squares.
///
/// With the gradient `g` and the parameter `θ`:
///
/// ```text
/// g ← g + weight_decay · θ
/// v ← alpha · v + (1 − alpha) · g²
/// a ← alpha · a + (1 − alpha) · g             (centered: v − a² takes the place of v below)
/// b ← momentum · b + g / (√v + eps)
/// θ ← θ − lr · b
/// ```
///
/// Defaults: `alpha` 0.99, `eps` 10⁻⁸, `momentum` 0, `centered` false, `weight_decay` 0; [`Default`] has `lr`
/// 10⁻². The formula is that of
/// [`torch.optim.RMSprop`](https://docs.pytorch.org/docs/2.8/generated/torch.optim.RMSprop.html), after Hinton's
/// [lecture 6e](https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf) (2012) and, centered,
/// Graves, [*Generating sequences with recurrent neural networks*](https://arxiv.org/abs/1308.0850).
///
/// ```
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// let mut model = Linear::new(4, 2, &mut rng(0));
/// let mut rmsprop = RmsProp::new(0.01).momentum(0.9);
/// let loss = model.forward(Tape::new(0).input(ndarray::array![[1.0, 2.0, 3.0, 4.0]])).sum();
/// rmsprop.step(&mut model, loss.backward())?;
/// # Ok(())
/// # }
/// ```
#[doc(alias = "RMSprop")]
#[derive(Clone)]
pub struct RmsProp(Stepper<Formula>);

#[derive(Clone, Debug)]
struct Formula {
    lr: f64,
    alpha: f64,
    eps: f64,
    weight_decay: f64,
    momentum: f64,
    centered: bool,
}

impl RmsProp {
    /// RMSprop with the given learning rate.
    pub fn new(lr: f64) -> Self {
        let (alpha, eps, weight_decay, momentum, centered) = (0.99, 1e-8, 0.0, 0.0, false);
        RmsProp(Stepper::new(Formula { lr, alpha, eps, weight_decay, momentum, centered }))
    }

    /// What is kept of the means at each step.
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.0.settings.rule.alpha = alpha;
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

    /// The share of the last step that is kept.
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.0.settings.rule.momentum = momentum;
        self
    }

    /// Divides by the deviation of the gradient from its mean.
    pub fn centered(mut self, centered: bool) -> Self {
        self.0.settings.rule.centered = centered;
        self
    }
}

impl Default for RmsProp {
    fn default() -> Self {
        RmsProp::new(1e-2)
    }
}

optimizer!(RmsProp);

impl Rule for Formula {
    type Numbers = update::RmsProp;

    fn name(&self) -> &'static str {
        "RmsProp"
    }

    fn lr(&self) -> f64 {
        self.lr
    }

    fn check(&self) -> Result<(), String> {
        share("alpha", self.alpha)?;
        not_negative("eps", self.eps)?;
        not_negative("weight_decay", self.weight_decay)?;
        not_negative("momentum", self.momentum)
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            setting("lr", self.lr),
            setting("alpha", self.alpha),
            setting("eps", self.eps),
            setting("weight_decay", self.weight_decay),
            setting("momentum", self.momentum),
            setting("centered", self.centered),
        ]
    }

    fn states(&self) -> Vec<(&'static str, f64)> {
        let mut states = vec![("square_avg", 0.0)];
        states.extend((self.momentum != 0.0).then_some(("momentum_buffer", 0.0)));
        states.extend(self.centered.then_some(("grad_avg", 0.0)));
        states
    }

    fn numbers(&self, lr: f64, _: u64) -> update::RmsProp {
        let &Formula { alpha, eps, weight_decay, momentum, centered, .. } = self;
        update::RmsProp { lr, weight_decay, alpha, eps, momentum, centered }
    }

    fn update<A: Float>(numbers: update::RmsProp, value: &mut [A], gradient: &[A], state: &mut [AnyStorage]) {
        match state.len() {
            1 => update_with::<A, 1>(numbers, value, gradient, state),
            2 if numbers.centered => update_with::<A, 2>(update::Centered(numbers), value, gradient, state),
            2 => update_with::<A, 2>(numbers, value, gradient, state),
            _ => update_with::<A, 3>(numbers, value, gradient, state),
        }
    }
}
