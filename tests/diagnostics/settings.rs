//! Settings of optimizers, schedules and clipping that are out of their range.

use nn_core::optim::{CosineAnnealingLr, StepLr};
use nn_core::prelude::*;

use super::cases::Cases;
use super::zeros;

fn step(mut optimizer: impl Optimizer) -> nn_core::Result<()> {
    let mut model = (Linear::new(2, 3, &mut rng(0)), Linear::new(3, 2, &mut rng(0)));
    let loss = model.forward(Tape::new(0).input(zeros([1, 2]))).sum();
    optimizer.step(&mut model, loss.backward())
}

#[test]
fn out_of_range() {
    let mut c = Cases::of("settings");
    fails!(c, step(Sgd::new(-0.1)));
    fails!(c, step(Sgd::new(0.1).momentum(f64::NAN)));
    fails!(c, step(Sgd::new(0.1).dampening(f64::INFINITY)));
    fails!(c, step(Sgd::new(0.1).nesterov(true)));
    fails!(c, step(Adam::new(0.1).betas(1.0, 0.9)));
    fails!(c, step(AdamW::new(0.1).weight_decay(-1.0)));
    fails!(c, step(Adadelta::new(1.0).rho(1.5)));
    fails!(c, step(Adamax::new(0.1).eps(-1.0)));
    fails!(c, step(Adagrad::new(0.1).eps(-1.0)));
    fails!(c, step(RmsProp::new(0.1).alpha(-1.0)));
    fails!(c, step(Sgd::new(0.1).group("head.*", |g| g.lr(1.0))));
    fails!(c, step(Sgd::new(0.1).group("0.*", |g| g).group("0.bias", |g| g.lr(1.0))));
    fails!(c, step(Sgd::new(0.1).group("0.*", |g| g.lr(-1.0))));
    fails!(c, step(Sgd::new(0.1).group("0.*", |g| g.group("0.bias", |g| g))));
    panics!(c, StepLr::new(0, 0.1));
    panics!(c, CosineAnnealingLr::new(0));
    let mut gradients = (Tape::new(0).input(zeros([1])) * &Param::new(zeros([1]))).sum().backward();
    panics!(c, gradients.clip_grad_norm(-1.0));
    panics!(c, gradients.clip_grad_norm(f64::NAN));
    panics!(c, gradients.clip_grad_value(f64::NAN));
    c.compare();
}
