//! Optimizers: what makes a model learn from its gradients.
//!
//! Each has the formula, the defaults and the names of arguments of PyTorch's optimizer of the same name:
//! [`Sgd`], [`Adam`], [`AdamW`], [`Adamax`], [`Adadelta`], [`Adagrad`], [`RmsProp`]. [`Optimizer::step`] takes what
//! `backward` gives; the schedules ([`StepLr`], [`CosineAnnealingLr`], [`LinearLr`], [`OneCycleLr`]) set
//! the learning rate of each step; gradients are clipped by [`Gradients::clip_grad_norm`](crate::Gradients), and added and scaled
//! as values. [`Optimizer::state_dict`] is what it remembers, by the paths of the parameters; [`Checkpoints`](crate::Checkpoints)
//! keep it beside the model.
//!
//! ```
//! use nn_core::optim::{CosineAnnealingLr, LinearLr, Schedule};
//! use nn_core::prelude::*;
//!
//! # fn main() -> nn_core::Result<()> {
//! let mut rng = rng(0);
//! let mut model = (Linear::new(2, 8, &mut rng), Relu, Linear::new(8, 1, &mut rng));
//! let mut adam = Adam::new(1e-2).group("*bias", |g| g.weight_decay(0.0));
//! let schedule = LinearLr::new(0.1, 5).then(5, CosineAnnealingLr::new(15));
//! let x = Tensor::from(ndarray::array![[0.0, 1.0], [1.0, 0.0]]);
//! let y = Tensor::from(ndarray::array![[1.0], [2.0]]);
//! let tape = Tape::new(0);
//! for step in 0..20 {
//!     schedule.apply(&mut adam, step);
//!     let error = model.forward(tape.input(&x)) - &y;
//!     let loss = (&error * &error).mean();
//!     let mut gradients = loss.backward();
//!     gradients.clip_grad_norm(1.0);
//!     adam.step(&mut model, gradients)?;
//! }
//! # Ok(())
//! # }
//! ```

mod adadelta;
mod adagrad;
mod adam;
mod adamax;
mod adamw;
mod arithmetic;
mod average;
mod clip;
mod description;
mod fingerprint;
mod gradients;
mod group;
mod lr_finder;
mod notes;
mod optimizer;
mod pending;
mod registration;
mod rmsprop;
mod rule;
mod schedule;
mod search;
mod settings;
mod sgd;
mod state;
mod statistics;
mod stepper;
#[cfg(test)]
mod tests;
mod unused;

pub use adadelta::Adadelta;
pub use adagrad::Adagrad;
pub use adam::Adam;
pub use adamax::Adamax;
pub use adamw::AdamW;
pub use average::WeightAverage;
pub use lr_finder::{LrCurve, LrFinder, LrPoint};
pub use optimizer::Optimizer;
pub use rmsprop::RmsProp;
pub use schedule::{CosineAnnealingLr, LinearLr, OneCycleLr, Schedule, StepLr, Then};
pub use sgd::Sgd;
pub use statistics::{GradientStatistics, ParameterGradient, TensorStatistics};
