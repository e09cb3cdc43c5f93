//! Settings out of their range.

use super::{linear, param};
use crate::Error;
use crate::optim::{Adadelta, Adagrad, Adam, AdamW, Adamax, Optimizer, RmsProp, Sgd};

fn refusal(optimizer: &mut dyn Optimizer) -> String {
    let mut w = param(&[1.0]);
    let gradients = linear(&[(&w, &[1.0])]);
    let error = optimizer.step(&mut w, gradients).unwrap_err();
    assert!(matches!(error, Error::Setting { .. }));
    assert_eq!(w.value().as_slice(), [1.0]);
    error.to_string()
}

#[test]
fn each_is_refused_by_name() {
    let cases: [(&mut dyn Optimizer, &str); 15] = [
        (&mut Sgd::new(-0.1), "Sgd: the learning rate must be a finite number of at least 0, got -0.1"),
        (&mut Adam::new(f64::NAN), "Adam: the learning rate must be a finite number of at least 0, got NaN"),
        (&mut Sgd::new(0.1).momentum(-1.0), "Sgd: momentum must be a finite number of at least 0, got -1"),
        (&mut Sgd::new(0.1).dampening(f64::NAN), "Sgd: dampening must be a finite number, got NaN"),
        (
            &mut Sgd::new(0.1).nesterov(true),
            "Sgd: nesterov needs a momentum above 0 and a dampening of 0, got momentum 0 and dampening 0",
        ),
        (
            &mut Sgd::new(0.1).momentum(0.9).dampening(0.5).nesterov(true),
            "Sgd: nesterov needs a momentum above 0 and a dampening of 0, got momentum 0.9 and dampening 0.5",
        ),
        (&mut Adam::new(0.1).betas(1.0, 0.9), "Adam: beta1 must be at least 0 and below 1, got 1"),
        (&mut AdamW::new(0.1).betas(0.9, -0.5), "AdamW: beta2 must be at least 0 and below 1, got -0.5"),
        (&mut AdamW::new(0.1).eps(-1.0), "AdamW: eps must be a finite number of at least 0, got -1"),
        (&mut Adamax::new(0.1).betas(0.9, 1.0), "Adamax: beta2 must be at least 0 and below 1, got 1"),
        (&mut Adadelta::new(1.0).rho(1.5), "Adadelta: rho must be at least 0 and at most 1, got 1.5"),
        (
            &mut Adagrad::new(0.1).lr_decay(-1.0),
            "Adagrad: lr_decay must be a finite number of at least 0, got -1",
        ),
        (&mut RmsProp::new(0.1).alpha(2.0), "RmsProp: alpha must be at least 0 and at most 1, got 2"),
        (
            &mut RmsProp::new(0.1).weight_decay(f64::INFINITY),
            "RmsProp: weight_decay must be a finite number of at least 0, got inf",
        ),
        (
            &mut Adam::new(0.1).group("*", |g| g.lr(-1.0)),
            "Adam, group `*`: the learning rate must be a finite number of at least 0, got -1",
        ),
    ];
    for (optimizer, want) in cases {
        assert_eq!(refusal(optimizer), want);
    }
}

#[test]
fn a_rate_set_later_is_checked_as_well() {
    let mut sgd = Sgd::new(0.1);
    sgd.set_learning_rate(f64::INFINITY);
    assert_eq!(refusal(&mut sgd), "Sgd: the learning rate must be a finite number of at least 0, got inf");
}

#[test]
fn a_rate_that_a_group_cannot_keep_its_ratio_to_is_refused() {
    let mut sgd = Sgd::new(1e-300).group("*", |g| g.lr(1.0));
    sgd.set_learning_rate(1e100);
    let want = "Sgd, group `*`: the learning rate must be a finite number of at least 0, got inf";
    assert_eq!(refusal(&mut sgd), want);
}

#[test]
fn an_error_has_the_setting_and_what_was_found() {
    let refused = |optimizer: &mut dyn Optimizer| {
        let mut w = param(&[1.0]);
        let gradients = linear(&[(&w, &[1.0])]);
        match optimizer.step(&mut w, gradients).unwrap_err() {
            Error::Setting { setting, found, .. } => (setting.unwrap(), found.unwrap()),
            error => panic!("another error: {error}"),
        }
    };
    let fields = |setting: &str, found: &str| (setting.to_owned(), found.to_owned());
    assert_eq!(refused(&mut Adam::new(0.1).betas(1.5, 0.9)), fields("beta1", "1.5"));
    assert_eq!(refused(&mut Sgd::new(0.1).nesterov(true)), fields("nesterov", "true"));
    assert_eq!(refused(&mut Sgd::new(0.1).group("head.*", |g| g)), fields("group", "head.*"));
    assert_eq!(refused(&mut Sgd::new(0.1).allow_unused("head.*")), fields("allow_unused", "head.*"));
}

#[test]
fn the_defaults_are_pytorchs() {
    let notes = |optimizer: &dyn Optimizer| {
        let mut notes = optimizer.state_dict(&param(&[1.0])).metadata().clone();
        notes.retain(|name, _| name != "groups" && name != "optimizer");
        notes.into_iter().map(|(name, text)| format!("{name} {text}")).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        notes(&Sgd::default()),
        "dampening 0.0, lr 0.001, momentum 0.0, nesterov false, weight_decay 0.0"
    );
    assert_eq!(
        notes(&Adam::default()),
        "amsgrad false, betas (0.9, 0.999), eps 1e-8, lr 0.001, weight_decay 0.0"
    );
    assert_eq!(
        notes(&AdamW::default()),
        "amsgrad false, betas (0.9, 0.999), eps 1e-8, lr 0.001, weight_decay 0.01"
    );
    assert_eq!(notes(&Adadelta::default()), "eps 1e-6, lr 1.0, rho 0.9, weight_decay 0.0");
    assert_eq!(notes(&Adamax::default()), "betas (0.9, 0.999), eps 1e-8, lr 0.002, weight_decay 0.0");
    assert_eq!(
        notes(&Adagrad::default()),
        "eps 1e-10, initial_accumulator_value 0.0, lr 0.01, lr_decay 0.0, weight_decay 0.0"
    );
    assert_eq!(
        notes(&RmsProp::default()),
        "alpha 0.99, centered false, eps 1e-8, lr 0.01, momentum 0.0, weight_decay 0.0"
    );
}
