//! What is remembered of a parameter, and for how long.

use std::collections::BTreeMap;

use super::{all, linear, param, step};
use crate::module::Param;
use crate::optim::{Adam, Optimizer, RmsProp, Sgd};
use crate::{Tape, Tensor};

/// A step of a matrix by a gradient that differs from element to element.
fn step_matrix(optimizer: &mut dyn Optimizer, w: &mut Param<2>, factor: f32) {
    let x = Tensor::from_fn(w.shape(), |[i, j]| factor * ((i + j) % 2 + 1) as f32);
    let gradients = (Tape::new(0).input(x) * &*w).sum().backward();
    optimizer.step(w, gradients).unwrap();
}

/// Moments belong to rows and columns: of a value of another shape they would be those of other elements.
#[test]
fn a_value_of_another_shape_begins_anew_for_every_optimizer() {
    for ((name, mut used), (_, mut fresh)) in all().into_iter().zip(all()) {
        for other in [[2, 3], [3, 2], [1, 6], [2, 2]] {
            let (mut w, mut want) = (Param::new(Tensor::zeros([2, 3])), Param::new(Tensor::zeros(other)));
            for factor in [-2.0, 3.0, -0.5] {
                step_matrix(&mut *used, &mut w, factor);
            }
            w.set_value(Tensor::zeros(other));
            step_matrix(&mut *used, &mut w, 1.0);
            step_matrix(&mut *fresh, &mut want, 1.0);
            assert_eq!(w.value() == want.value(), other != [2, 3], "{name}, {other:?}");
        }
    }
}

#[test]
fn a_parameter_of_another_size_begins_anew() {
    let mut w = param(&[1.0]);
    let mut sgd = Sgd::new(1.0).momentum(1.0);
    step(&mut sgd, &mut w, &[1.0]);
    w.set_value([0.0, 0.0]);
    step(&mut sgd, &mut w, &[1.0, 2.0]);
    assert_eq!(w.value().as_slice(), [-1.0, -2.0]);
}

type Pair = (Param<1>, Param<1>);

fn step_pair(optimizer: &mut dyn Optimizer, model: &mut Pair) -> [f32; 2] {
    let before = [model.0.value().as_slice()[0], model.1.value().as_slice()[0]];
    let gradients = linear(&[(&model.0, &[1.0]), (&model.1, &[1.0])]);
    optimizer.step(model, gradients).unwrap();
    [before[0] - model.0.value().as_slice()[0], before[1] - model.1.value().as_slice()[0]]
}

#[test]
fn after_a_swap_the_group_is_that_of_the_place_and_the_moments_go_along() {
    let mut model = (param(&[0.0]), param(&[0.0]));
    let mut sgd = Sgd::new(1.0).momentum(0.5).group("1", |g| g.lr(0.25));
    assert_eq!(step_pair(&mut sgd, &mut model), [1.0, 0.25]);
    // Only the second gets a gradient: its velocity goes on, and that of the first stays.
    let gradients = linear(&[(&model.1, &[2.0])]);
    sgd.step(&mut model, gradients).unwrap();
    std::mem::swap(&mut model.0, &mut model.1);
    // Velocities of 0.5 · 2.5 + 1 at rate 1, and of 0.5 · 1 + 1 at rate 0.25.
    assert_eq!(step_pair(&mut sgd, &mut model), [2.25, 0.375]);
}

#[test]
fn a_parameter_under_another_key_has_the_group_of_the_key() {
    let mut model = BTreeMap::from([("1.slow", param(&[0.0])), ("2.fast", param(&[0.0]))]);
    let mut sgd = Sgd::new(1.0).group("*slow", |g| g.lr(0.5));
    let mut step = |model: &mut BTreeMap<&str, Param<1>>| {
        let terms: Vec<_> = model.values().map(|w| (w, &[1.0][..])).collect();
        let gradients = linear(&terms);
        sgd.step(model, gradients).unwrap();
        model.values().map(|w| -w.value().as_slice()[0]).collect::<Vec<_>>()
    };
    assert_eq!(step(&mut model), [0.5, 1.0]);
    let mut renamed: BTreeMap<_, _> = ["1.fast", "2.slow"].into_iter().zip(model.into_values()).collect();
    assert_eq!(step(&mut renamed), [1.5, 1.5]);
}

#[test]
fn a_group_that_is_added_later_counts() {
    let mut model = (param(&[0.0]), param(&[0.0]));
    let mut sgd = Sgd::new(1.0).group("0", |g| g.lr(0.5));
    assert_eq!(step_pair(&mut sgd, &mut model), [0.5, 1.0]);
    assert_eq!(step_pair(&mut sgd.group("1", |g| g.lr(0.25)), &mut model), [0.5, 0.25]);
}

#[test]
fn a_place_with_other_moments_begins_anew() {
    let mut model = (param(&[0.0]), param(&[0.0]));
    let mut sgd = Sgd::new(1.0).momentum(0.5).group("1", |g| g.momentum(0.0));
    assert_eq!(step_pair(&mut sgd, &mut model), [1.0, 1.0]);
    std::mem::swap(&mut model.0, &mut model.1);
    assert_eq!(step_pair(&mut sgd, &mut model), [1.0, 1.0]);
    assert_eq!(step_pair(&mut sgd, &mut model), [1.5, 1.0]);
    // So it does where the optimizer is given a momentum later.
    let mut sgd = sgd.momentum(0.0);
    assert_eq!(step_pair(&mut sgd, &mut model), [1.0, 1.0]);
    let mut sgd = sgd.momentum(1.0);
    assert_eq!(step_pair(&mut sgd, &mut model), [1.0, 1.0]);
    assert_eq!(step_pair(&mut sgd, &mut model), [2.0, 1.0]);
}

/// A velocity and a mean of gradients are as many as each other, and not the same.
#[test]
fn as_many_moments_of_other_names_begin_anew() {
    let rms_prop = || RmsProp::new(0.1).momentum(0.5).group("1", |g| g.momentum(0.0).centered(true));
    let (mut model, mut want) = ((param(&[0.0]), param(&[0.0])), (param(&[0.0]), param(&[0.0])));
    let (mut used, mut fresh) = (rms_prop(), rms_prop());
    step_pair(&mut used, &mut model);
    std::mem::swap(&mut model.0, &mut model.1);
    model.0.set_value([0.0]);
    model.1.set_value([0.0]);
    assert_eq!(step_pair(&mut used, &mut model), step_pair(&mut fresh, &mut want));
}

#[test]
fn a_cloned_optimizer_begins_anew_with_a_cloned_model() {
    let (mut model, mut adam) = (param(&[1.0]), Adam::new(0.1));
    for x in [1.0, -3.0] {
        step(&mut adam, &mut model, &[x]);
    }
    let (mut copy, mut copied, mut fresh) = (model.clone(), adam.clone(), Adam::new(0.1));
    let mut other = model.clone();
    step(&mut adam, &mut model, &[1.0]);
    step(&mut copied, &mut copy, &[1.0]);
    step(&mut fresh, &mut other, &[1.0]);
    assert_ne!(copy.value(), model.value());
    assert_eq!(copy.value(), other.value());
    // Beside the same model, it goes on.
    let (mut again, mut adam) = (adam.clone(), adam);
    let before = model.value().clone();
    step(&mut adam, &mut model, &[1.0]);
    let want = model.value().clone();
    model.set_value(before);
    step(&mut again, &mut model, &[1.0]);
    assert_eq!(*model.value(), want);
}
