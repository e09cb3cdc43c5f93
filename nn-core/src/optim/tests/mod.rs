//! The optimizers against PyTorch's numbers, and the run-time net's words.

mod clip;
mod groups;
mod net;
mod reference;
mod schedules;
mod settings;
mod state;
mod trajectories;

use super::Optimizer;
use crate::module::Param;
use crate::{Gradients, Tape, Tensor};

/// Gradients of `Σ x · w`, which are `x`, for a parameter of one axis.
fn linear(terms: &[(&Param<1>, &[f32])]) -> Gradients {
    let tape = Tape::new(0);
    let term = |(w, x): &(&Param<1>, &[f32])| (tape.input(x.to_vec()) * *w).sum();
    terms.iter().map(term).reduce(|a, b| a + b).expect("at least one term").backward()
}

fn param(elements: &[f32]) -> Param<1> {
    Param::new(Tensor::from(elements.to_vec()))
}

/// A step of one parameter by a gradient.
fn step(optimizer: &mut dyn Optimizer, w: &mut Param<1>, x: &[f32]) {
    let gradients = linear(&[(w, x)]);
    optimizer.step(w, gradients).unwrap();
}
