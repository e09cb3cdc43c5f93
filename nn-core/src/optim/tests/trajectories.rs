//! Ten steps of every optimizer.

use ndarray::IxDyn;

use super::reference::{Reference, reference};
use crate::autodiff::{Gradients, ParamGradient};
use crate::module::Param;
use crate::optim::{Adadelta, Adagrad, Adam, AdamW, Adamax, Optimizer, RmsProp, Sgd};
use crate::storage::{Float, SharedStorage};
use crate::tensor::Tensor;

/// As in `tests/interop/optim.py`.
const FIRST: [f64; 3] = [0.5, -1.5, 2.0];
const C: [f64; 3] = [1.0, 0.1, 3.0];
const TARGET: [f64; 3] = [-1.0, 2.0, 2.0];
const S: [f64; 3] = [1.0, 0.5, 0.0];

fn gradient<A: Float>(w: &Param<1, A>, t: usize) -> Gradients {
    let sign = if t.is_multiple_of(2) { 0.3 } else { -0.3 };
    let w_i = w.value().as_slice();
    let value =
        (0..3).map(|i| A::of(2.0 * C[i]) * (w_i[i] - A::of(TARGET[i])) + A::of(sign * S[i])).collect();
    let value = A::erase(SharedStorage::new(value));
    let gradient = ParamGradient::new(w.id(), IxDyn(&[3]), std::panic::Location::caller(), value);
    Gradients { params: vec![gradient], ..Gradients::new() }
}

fn trajectory<A: Float>(mut optimizer: impl Optimizer) -> Vec<Vec<A>> {
    let mut w = Param::new(Tensor::from(FIRST.map(A::of)));
    let step = |t| {
        let gradients = gradient(&w, t);
        optimizer.step(&mut w, gradients).unwrap();
        w.value().as_slice().to_vec()
    };
    (0..10).map(step).collect()
}

fn check(name: &str, optimizer: impl Optimizer + Clone) {
    let Reference { double, single } = reference(name);
    for (t, (got, want)) in trajectory::<f64>(optimizer.clone()).iter().zip(double).enumerate() {
        for (got, want) in got.iter().zip(want) {
            assert!((got - want).abs() <= 1e-13 * want.abs().max(1.0), "{name}, step {t}: {got}, not {want}");
        }
    }
    for (got, want) in trajectory::<f32>(optimizer).last().unwrap().iter().zip(single) {
        assert!((got - want).abs() <= 1e-6 * want.abs().max(1.0), "{name} in f32: {got}, not {want}");
    }
}

#[test]
fn sgd_is_pytorchs() {
    check("sgd", Sgd::new(0.05));
    check("sgd_decay", Sgd::new(0.05).weight_decay(0.1));
    check("sgd_momentum", Sgd::new(0.05).momentum(0.9));
    check("sgd_dampening", Sgd::new(0.05).momentum(0.9).dampening(0.3).weight_decay(0.1));
    check("sgd_nesterov", Sgd::new(0.05).momentum(0.8).nesterov(true).weight_decay(0.01));
}

#[test]
fn adam_is_pytorchs() {
    check("adam", Adam::default());
    check("adam_settings", Adam::new(0.1).betas(0.8, 0.95).eps(1e-4).weight_decay(0.1));
    check("adam_amsgrad", Adam::new(0.1).betas(0.5, 0.6).amsgrad(true));
}

#[test]
fn adamw_is_pytorchs() {
    check("adamw", AdamW::default());
    check("adamw_settings", AdamW::new(0.1).betas(0.8, 0.95).eps(1e-4).weight_decay(0.2));
    check("adamw_amsgrad", AdamW::new(0.1).betas(0.5, 0.6).amsgrad(true));
}

#[test]
fn adadelta_is_pytorchs() {
    check("adadelta", Adadelta::default());
    check("adadelta_settings", Adadelta::new(0.5).rho(0.95).eps(1e-3).weight_decay(0.1));
}

#[test]
fn adamax_is_pytorchs() {
    check("adamax", Adamax::default());
    check("adamax_settings", Adamax::new(0.1).betas(0.8, 0.95).eps(1e-3).weight_decay(0.1));
}

#[test]
fn adagrad_is_pytorchs() {
    check("adagrad", Adagrad::default());
    let settings = Adagrad::new(0.1).lr_decay(0.05).initial_accumulator_value(0.5);
    check("adagrad_settings", settings.weight_decay(0.1).eps(1e-3));
}

#[test]
fn rmsprop_is_pytorchs() {
    check("rmsprop", RmsProp::default());
    check("rmsprop_settings", RmsProp::new(0.05).alpha(0.9).eps(1e-3).weight_decay(0.1));
    check("rmsprop_momentum", RmsProp::new(0.01).momentum(0.9));
    check("rmsprop_centered", RmsProp::new(0.02).alpha(0.9).centered(true));
    let both = RmsProp::new(0.01).momentum(0.5).alpha(0.9).centered(true).weight_decay(0.1);
    check("rmsprop_centered_momentum", both);
}

#[test]
fn a_large_parameter_is_split_without_a_trace() {
    let len = 200_003;
    let x: Vec<f32> = (0..len).map(|i| (i % 17) as f32 - 8.0).collect();
    let mut large = super::param(&vec![1.0; len]);
    let mut small = super::param(&[1.0; 17]);
    let (mut adam, mut other) = (Adam::new(0.1).amsgrad(true), Adam::new(0.1).amsgrad(true));
    for _ in 0..3 {
        super::step(&mut adam, &mut large, &x);
        super::step(&mut other, &mut small, &x[..17]);
    }
    let want = small.value().as_slice().iter().cycle();
    assert!(large.value().as_slice().iter().zip(want).all(|(got, want)| got == want));
}
