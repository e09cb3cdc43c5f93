//! RMSprop.

use super::description::optimizer;
use super::rule::Rule;
use crate::device::{self, Update};

optimizer! {
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
    /// The formula is that of
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
    RmsProp(lr = 1e-2) {
        /// What is kept of the means at each step.
        alpha(alpha: f64) = 0.99, at_most_one;
        /// What is added to the denominator.
        eps(eps: f64) = 1e-8, not_negative;
        /// The weight decay, added to the gradient.
        weight_decay(weight_decay: f64) = 0.0, not_negative;
        /// The share of the last step that is kept.
        momentum(momentum: f64) = 0.0, not_negative;
        /// Divides by the deviation of the gradient from its mean.
        centered(centered: bool) = false, either;
    }
}

impl Rule for Formula {
    fn states(&self) -> Vec<(&'static str, f64)> {
        let mut states = vec![("square_avg", 0.0)];
        states.extend((self.momentum != 0.0).then_some(("momentum_buffer", 0.0)));
        states.extend(self.centered.then_some(("grad_avg", 0.0)));
        states
    }

    fn update(&self, lr: f64, _: u64) -> Update {
        let &Formula { alpha, eps, weight_decay, momentum, centered, .. } = self;
        Update::RmsProp(device::RmsProp { lr, weight_decay, alpha, eps, momentum, centered })
    }
}
