//! The optimizers against PyTorch's numbers, and what a step refuses.

mod accumulation;
mod arithmetic;
mod clip;
mod groups;
mod memory;
mod reference;
mod registration;
mod schedules;
mod search;
mod settings;
mod state;
mod trajectories;
mod unused;
mod updates;
mod walks;

use super::{Adadelta, Adagrad, Adam, AdamW, Adamax, Optimizer, RmsProp, Sgd};
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

/// Every optimizer, with all that it can remember.
fn all() -> Vec<(&'static str, Box<dyn Optimizer>)> {
    vec![
        ("Sgd", Box::new(Sgd::new(0.1).momentum(0.9))),
        ("Adam", Box::new(Adam::new(0.1).amsgrad(true))),
        ("AdamW", Box::new(AdamW::new(0.1).weight_decay(0.1))),
        ("Adadelta", Box::new(Adadelta::new(0.5))),
        ("Adamax", Box::new(Adamax::new(0.1))),
        ("Adagrad", Box::new(Adagrad::new(0.1).lr_decay(0.1))),
        ("RmsProp", Box::new(RmsProp::new(0.1).momentum(0.9).centered(true))),
    ]
}
