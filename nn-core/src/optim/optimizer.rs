//! What every optimizer can do.

use crate::autodiff::Gradients;
use crate::error::Result;
use crate::module::Module;

/// Changes a model's parameters by their gradients.
///
/// ```
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// let mut model = Param::new(Tensor::from([1.0, 2.0]));
/// let mut optimizer: Box<dyn Optimizer> = Box::new(Sgd::new(0.5));
/// let x = Tape::new(0).input([1.0, 3.0]);
/// let loss = (x * &model).sum();
/// optimizer.step(&mut model, loss.backward())?;
/// assert_eq!(model.value().as_slice(), [0.5, 0.5]);
/// # Ok(())
/// # }
/// ```
pub trait Optimizer: Send {
    /// Takes one step: changes every trainable parameter that has a gradient, and applies the updates of
    /// buffers (batch norm's running statistics) in the order in which the forward asked for them.
    ///
    /// # Errors
    ///
    /// Nothing is changed, neither the model nor the optimizer, if
    /// - a gradient or an update belongs to a parameter or buffer that the model does not register: a layer made
    ///   inside `forward`, or something outside of the model (see [`Gradients::take`] for what is meant to be);
    /// - the model has no parameter, or all are frozen;
    /// - a module that is shared and inside a [`Frozen`](crate::Frozen) got a gradient or an update all the same, or
    ///   stands outside of one as well;
    /// - a parameter was given a value of another shape since `backward`;
    /// - a setting is out of its range, or a group's pattern matches no parameter.
    ///
    /// A gradient that is not finite is no error.
    fn step(&mut self, model: &mut dyn Module, gradients: Gradients) -> Result<()>;

    /// The learning rate of the next step.
    fn learning_rate(&self) -> f64;

    /// Sets the learning rate of the next step. Groups with a learning rate of their own keep its ratio to the
    /// optimizer's.
    fn set_learning_rate(&mut self, lr: f64);

    /// The learning rate that the optimizer was made with: what a [`Schedule`](super::Schedule) goes from.
    fn initial_learning_rate(&self) -> f64;
}

impl<O: Optimizer + ?Sized> Optimizer for Box<O> {
    fn step(&mut self, model: &mut dyn Module, gradients: Gradients) -> Result<()> {
        (**self).step(model, gradients)
    }

    fn learning_rate(&self) -> f64 {
        (**self).learning_rate()
    }

    fn set_learning_rate(&mut self, lr: f64) {
        (**self).set_learning_rate(lr);
    }

    fn initial_learning_rate(&self) -> f64 {
        (**self).initial_learning_rate()
    }
}
