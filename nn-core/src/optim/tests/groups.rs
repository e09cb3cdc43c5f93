//! Parameter groups.

use super::{linear, param};
use crate::module::{Module, Param};
use crate::nn::Linear;
use crate::optim::{Adam, Optimizer, Sgd};

/// Steps by a gradient of ones, and how far each parameter went.
fn moved(mut optimizer: impl Optimizer, steps: usize, lr: Option<f64>) -> [f32; 3] {
    let mut model = (param(&[0.0]), (param(&[0.0]), param(&[0.0])));
    if let Some(lr) = lr {
        optimizer.set_learning_rate(lr);
    }
    for _ in 0..steps {
        let gradients = linear(&[(&model.0, &[1.0]), (&model.1.0, &[1.0]), (&model.1.1, &[1.0])]);
        optimizer.step(&mut model, gradients).unwrap();
    }
    let at = |p: &Param<1>| -p.value().as_slice()[0];
    [at(&model.0), at(&model.1.0), at(&model.1.1)]
}

#[test]
fn the_first_group_that_matches_wins() {
    let sgd = Sgd::new(1.0).group("1.1", |g| g.lr(0.25)).group("1.*", |g| g.lr(0.5));
    assert_eq!(moved(sgd, 1, None), [1.0, 0.5, 0.25]);
}

#[test]
fn a_group_begins_with_what_was_set_before_it() {
    let sgd = Sgd::new(1.0).momentum(0.5).group("0", |g| g.lr(2.0)).group("1.0", |g| g.momentum(0.0));
    assert_eq!(moved(sgd, 2, None), [2.0 + 3.0, 1.0 + 1.0, 1.0 + 1.5]);
}

#[test]
fn a_new_rate_keeps_the_ratio_of_a_groups_own() {
    let sgd = Sgd::new(1.0).group("1.*", |g| g.lr(0.5));
    assert_eq!(moved(sgd, 1, Some(0.5)), [0.5, 0.25, 0.25]);
    let all_but_one_fixed = Sgd::new(0.0).group("0", |g| g.lr(0.5));
    assert_eq!(moved(all_but_one_fixed, 1, Some(0.0)), [0.5, 0.0, 0.0]);
}

/// What a step says of a model with the parameters `0.weight`, `0.bias`, `1.weight`, `1.bias`.
fn refusal(mut optimizer: impl Optimizer) -> String {
    let mut rng = crate::init::rng(0);
    let mut model = (Linear::new(2, 2, &mut rng), Linear::new(2, 2, &mut rng));
    let before: Vec<_> =
        model.parameters().iter().map(|p| p.value().as_slice::<f32>().unwrap().to_vec()).collect();
    let gradients = super::registration::ones(&model);
    let error = optimizer.step(&mut model, gradients).unwrap_err();
    let after: Vec<_> =
        model.parameters().iter().map(|p| p.value().as_slice::<f32>().unwrap().to_vec()).collect();
    assert_eq!(before, after);
    error.to_string()
}

#[test]
fn a_pattern_that_matches_nothing_is_an_error_with_the_nearest_names() {
    assert_eq!(
        refusal(Adam::new(0.1).group("0.*", |g| g.lr(0.2)).group("1.wieght", |g| g.lr(0.2))),
        "Adam: the group `1.wieght` matches no parameter of the model; the nearest names are `1.weight`, `0.weight`, \
         `1.bias`"
    );
}

#[test]
fn a_pattern_behind_a_wider_one_is_an_error() {
    assert_eq!(
        refusal(Adam::new(0.1).group("0.*", |g| g.lr(0.2)).group("0.bias", |g| g.lr(0.2))),
        "Adam: the group `0.bias` is left without parameters, as all that it matches belong to the group `0.*` \
         before it; put the narrower pattern first"
    );
}

#[test]
fn a_group_inside_a_group_is_an_error() {
    assert_eq!(
        refusal(Adam::new(0.1).group("*", |g| g.group("0.*", |g| g.lr(0.2)))),
        "Adam: a group cannot hold groups of its own; make them one after another"
    );
}
