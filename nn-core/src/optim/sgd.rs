//! Stochastic gradient descent.

use super::description::optimizer;
use super::rule::Rule;
use crate::device::{self, Update};
use crate::error::{Error, Result};

optimizer! {
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
    Sgd(lr = 1e-3) {
        /// The share of the velocity that is kept.
        momentum(momentum: f64) = 0.0, not_negative;
        /// The share of the gradient that does not enter the velocity.
        dampening(dampening: f64) = 0.0, finite;
        /// The weight decay, added to the gradient.
        weight_decay(weight_decay: f64) = 0.0, not_negative;
        /// Nesterov's momentum; needs a momentum above 0 and no dampening.
        nesterov(nesterov: bool) = false, either;
    }
}

impl Rule for Formula {
    fn check_together(&self) -> Result<()> {
        let &Formula { momentum, dampening, nesterov, .. } = self;
        if nesterov && (momentum <= 0.0 || dampening != 0.0) {
            let message = format!(
                "nesterov needs a momentum above 0 and a dampening of 0, got momentum {momentum} and dampening {dampening}"
            );
            return Err(Error::setting(message).with("nesterov", nesterov));
        }
        Ok(())
    }

    fn states(&self) -> Vec<(&'static str, f64)> {
        if self.momentum == 0.0 { vec![] } else { vec![("momentum_buffer", 0.0)] }
    }

    fn remembers_step(&self) -> bool {
        false
    }

    fn update(&self, lr: f64, step: u64) -> Update {
        let &Formula { momentum, weight_decay, nesterov, .. } = self;
        // The velocity begins with the whole gradient.
        let dampening = if step == 1 { 0.0 } else { self.dampening };
        Update::Sgd(device::Sgd { lr, weight_decay, momentum, dampening, nesterov })
    }
}
