//! Steps that refuse parameters without a gradient.

use super::{linear, param};
use crate::Error;
use crate::module::{Module, Param};
use crate::optim::{Adam, Optimizer, Sgd};

type Model = (Param<1>, Vec<Param<1>>);

fn model(len: usize) -> Model {
    (param(&[0.0]), (0..len).map(|_| param(&[0.0])).collect())
}

/// A step by a gradient for the first parameter alone.
fn step_first(optimizer: &mut dyn Optimizer, model: &mut Model) -> Result<(), String> {
    let gradients = linear(&[(&model.0, &[1.0])]);
    let result = optimizer.step(model, gradients).map_err(|error| error.to_string());
    assert_eq!(model.0.value().as_slice()[0] != 0.0, result.is_ok());
    result
}

#[test]
fn by_default_a_step_takes_what_it_gets() {
    step_first(&mut Sgd::new(0.1), &mut model(2)).unwrap();
}

#[test]
fn each_step_refuses_what_is_unused() {
    let (mut model, mut sgd) = (model(2), Sgd::new(0.0).refuse_unused());
    let gradients = linear(&[(&model.0, &[1.0]), (&model.1[0], &[1.0]), (&model.1[1], &[1.0])]);
    sgd.step(&mut model, gradients).unwrap();
    assert_eq!(
        step_first(&mut sgd, &mut model).unwrap_err(),
        "2 trainable parameters took no part in the loss:\n  `1.0`\n  `1.1`\nuse what the forward forgot, `freeze()` \
         what is not to learn, or allow what has no part in every step: `.allow_unused(\"1.0\")`"
    );
    model.1[0].set_trainable(false);
    let message = step_first(&mut sgd, &mut model).unwrap_err();
    assert!(message.starts_with("a trainable parameter took no part in the loss:\n  `1.1`\n"), "{message}");
    model.1.freeze();
    step_first(&mut Sgd::new(0.1).refuse_unused(), &mut model).unwrap();
}

#[test]
fn twenty_are_listed() {
    let message = step_first(&mut Adam::new(0.1).refuse_unused(), &mut model(25)).unwrap_err();
    assert!(message.contains("  `1.19`\n  and 5 more\n") && !message.contains("`1.20`"), "{message}");
}

#[test]
fn what_matches_a_pattern_is_allowed() {
    step_first(&mut Sgd::new(0.1).allow_unused("1.*"), &mut model(3)).unwrap();
    step_first(&mut Sgd::new(0.1).allow_unused("1.0").allow_unused("1.1"), &mut model(2)).unwrap();
    let message = step_first(&mut Sgd::new(0.1).allow_unused("1.0"), &mut model(2)).unwrap_err();
    assert!(message.contains("  `1.1`\n") && !message.contains("  `1.0`"), "{message}");
}

#[test]
fn a_pattern_that_matches_nothing_is_an_error() {
    let mut sgd = Sgd::new(0.1).allow_unused("1.*").allow_unused("expert.*");
    let message = step_first(&mut sgd, &mut model(1)).unwrap_err();
    assert_eq!(
        message,
        "Sgd: `allow_unused(\"expert.*\")` matches no parameter of the model; the nearest names are `1.0`, `0`"
    );
}

#[test]
fn inside_a_group_it_is_an_error() {
    let mut sgd = Sgd::new(0.1).group("1.*", |g| g.allow_unused("1.0"));
    assert_eq!(
        step_first(&mut sgd, &mut model(1)).unwrap_err(),
        "Sgd: whether a step refuses unused parameters is no setting of a group; say it outside of it"
    );
}

#[test]
fn an_error_has_the_paths() {
    let mut model = model(25);
    let gradients = linear(&[(&model.0, &[1.0])]);
    let error = Adam::new(0.1).refuse_unused().step(&mut model, gradients).unwrap_err();
    let Error::Optimizer { paths, .. } = error else { panic!("another error: {error}") };
    assert_eq!((paths.len(), paths[24].as_str()), (25, "1.24"));
}
