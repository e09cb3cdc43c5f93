//! What every optimizer can do.

use crate::autodiff::Gradients;
use crate::error::Result;
use crate::module::Module;
use crate::state::StateDict;

/// Changes a model's parameters by their gradients.
///
/// What an optimizer remembers of a parameter, its moments, belongs to that parameter, wherever it stands. A parameter
/// that is given a value of another shape begins anew. A clone of a model has parameters of its own, so a clone of the
/// optimizer begins anew with it: what was remembered goes over by the optimizer's state dict, which goes by paths.
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
    /// - no trainable parameter has a gradient; or one has none, where the optimizer is to `refuse_unused`;
    /// - a module that is shared and inside a [`Frozen`](crate::Frozen) got a gradient or an update all the same, or
    ///   stands outside of one as well;
    /// - a parameter or a buffer was given a value of another shape since the forward;
    /// - the model does not show each of its parameters and buffers once, under a path of its own and under the same in
    ///   `visit` and `visit_mut`, as loading and saving ask for too. This is looked at in the first step, and whenever the
    ///   parameters are others or in another order than in the step before;
    /// - a setting is out of its range, or a pattern of a group or of `allow_unused` matches no parameter.
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

    /// What the optimizer remembers of the model's parameters, by their paths and PyTorch's names: for the weight of
    /// the layer `fc`, Adam remembers `fc.weight.exp_avg`, `fc.weight.exp_avg_sq` and `fc.weight.step`. The settings
    /// stand beside it as [`metadata`](StateDict::metadata): `optimizer`, `lr`, and so on.
    ///
    /// | optimizer | what it remembers of a parameter |
    /// |---|---|
    /// | [`Sgd`](super::Sgd) | `momentum_buffer`, with a momentum |
    /// | [`Adam`](super::Adam), [`AdamW`](super::AdamW) | `step`, `exp_avg`, `exp_avg_sq`, with AMSGrad `max_exp_avg_sq` |
    /// | [`Adadelta`](super::Adadelta) | `step`, `square_avg`, `acc_delta` |
    /// | [`Adamax`](super::Adamax) | `step`, `exp_avg`, `exp_inf` |
    /// | [`Adagrad`](super::Adagrad) | `step`, `sum` |
    /// | [`RmsProp`](super::RmsProp) | `step`, `square_avg`, with a momentum `momentum_buffer`, centered `grad_avg` |
    ///
    /// The tensors share the optimizer's memory until its next step. A parameter that was never stepped has none.
    ///
    /// PyTorch's `optimizer.state_dict()` has the same tensors under numbers, which count the parameters in the order in
    /// which the optimizer was given them. A file of ours goes into an optimizer there by
    ///
    /// ```python
    /// def load_optimizer(optimizer, model, path):
    ///     names = {parameter: name for name, parameter in model.named_parameters()}
    ///     order = [names[parameter] for group in optimizer.param_groups for parameter in group["params"]]
    ///     state = {}
    ///     for key, value in safetensors.torch.load_file(path).items():
    ///         name, _, what = key.rpartition(".")
    ///         state.setdefault(order.index(name), {})[what] = value.float() if what == "step" else value
    ///     optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
    /// ```
    ///
    /// and one of its own becomes a file for us by
    ///
    /// ```python
    /// def save_optimizer(optimizer, model, path):
    ///     names = {parameter: name for name, parameter in model.named_parameters()}
    ///     safetensors.torch.save_file({
    ///         f"{names[parameter]}.{what}": value
    ///         for parameter, state in optimizer.state.items()
    ///         for what, value in state.items()
    ///         if value is not None
    ///     }, path)
    /// ```
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let mut model = Linear::new(3, 2, &mut rng(0));
    /// let mut adam = Adam::new(1e-3);
    /// let loss = model.forward(Tape::new(0).input(ndarray::array![[1.0, 2.0, 3.0]])).sum();
    /// adam.step(&mut model, loss.backward())?;
    ///
    /// let state = adam.state_dict(&model);
    /// assert_eq!(state.get("weight.exp_avg").unwrap().shape(), [2, 3]);
    /// assert_eq!(state.metadata()["lr"], "0.001");
    ///
    /// let mut other = Adam::new(1e-3);
    /// other.load_state_dict(&model, &state)?;
    /// assert_eq!(other.state_dict(&model).get("bias.step").unwrap().as_slice(), Some(&[1i64][..]));
    /// # Ok(())
    /// # }
    /// ```
    fn state_dict(&self, model: &dyn Module) -> StateDict;

    /// Goes on from a [`state_dict`](Optimizer::state_dict), of this library or of PyTorch: what is remembered of the
    /// model's parameters is replaced, and the next step is the one that the other optimizer would have taken. A
    /// parameter that the state does not know begins anew.
    ///
    /// Settings are the code's and are not loaded, but the ones that the state notes must be the same. One that differs
    /// on purpose is taken out of the notes: `state.metadata_mut().remove("lr")`. The learning rate that a
    /// [`set_learning_rate`](Optimizer::set_learning_rate) has set is taken over, unless `lr` was taken out.
    ///
    /// # Errors
    ///
    /// If the state is of another optimizer, of other settings, or of other parameters: one error lists every setting
    /// that differs, every name that is missing or unexpected, with the nearest one, and every tensor of another shape or
    /// type. Nothing is loaded then.
    fn load_state_dict(&mut self, model: &dyn Module, state: &StateDict) -> Result<()>;

    /// Which unused parameters a step refuses: no part of the state, but something that many processes must agree on.
    #[doc(hidden)]
    fn refused(&self) -> String {
        String::new()
    }
}

impl Gradients {
    /// Lets the optimizer update the model: `optimizer.step(&mut model, gradients)` from the other end, so that gradients
    /// that are [taken](Self::take) by looking at the model need no name of their own.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let (mut model, mut adam) = (Linear::new(2, 3, &mut rng(0)), Adam::new(1e-3));
    /// let mut gradients = model.forward(Tape::new(0).input(ndarray::array![[0.5, -0.5]])).mean().backward();
    /// gradients.take(&model).step(&mut adam, &mut model)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Optimizer::step`].
    pub fn step(self, optimizer: &mut dyn Optimizer, model: &mut dyn Module) -> Result<()> {
        optimizer.step(model, self)
    }
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

    fn state_dict(&self, model: &dyn Module) -> StateDict {
        (**self).state_dict(model)
    }

    fn load_state_dict(&mut self, model: &dyn Module, state: &StateDict) -> Result<()> {
        (**self).load_state_dict(model, state)
    }

    fn refused(&self) -> String {
        (**self).refused()
    }
}
