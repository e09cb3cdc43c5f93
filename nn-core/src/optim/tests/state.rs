//! What an optimizer remembers goes out and in by path.

use std::collections::BTreeSet;

use crate::module::{Module, Param, Shared};
use crate::optim::{Adadelta, Adagrad, Adam, AdamW, Adamax, Optimizer, RmsProp, Schedule, Sgd, StepLr};
use crate::state::{Checkpoint, StateDict};
use crate::{AnyTensor, Error, Gradients, Tape, Tensor};

type Model = (Param<2>, Vec<Param<1>>);

fn model() -> Model {
    let matrix = Tensor::from_fn([2, 3], |[i, j]| (i as f32 - j as f32) / 3.0);
    (Param::new(matrix), vec![Param::new([0.5, -1.5]), Param::new([1.0])])
}

/// Something that goes another way at every step.
fn gradients(model: &Model, step: u64) -> Gradients {
    let tape = Tape::new(0);
    let x = tape.input(Tensor::from_fn([1, 3], |[_, j]| ((step + 2) as f32).sin() + j as f32));
    let weight = model.0.on(&x);
    let y = x.matmul_t(weight) + &model.1[0];
    (y.powi(2).sum() + (model.1[1].on(&tape.input(0.0f32)) * (step as f32).cos()).sum()).backward()
}

fn steps(optimizer: &mut dyn Optimizer, model: &mut Model, steps: std::ops::Range<u64>) {
    for step in steps {
        StepLr::new(3, 0.5).apply(optimizer, step);
        let gradients = gradients(model, step);
        optimizer.step(model, gradients).unwrap();
    }
}

fn bits(model: &Model) -> Vec<u32> {
    let values = model.parameters().into_iter().flat_map(|p| p.value().as_slice::<f32>().unwrap().to_vec());
    values.map(f32::to_bits).collect()
}

fn through_a_file(state: &StateDict) -> StateDict {
    let file = tempfile::NamedTempFile::new().unwrap();
    state.write(file.path()).unwrap();
    StateDict::read(file.path()).unwrap()
}

/// Three steps, a new process, four more: as seven in one go. `names` are what is remembered of a parameter.
fn check<O: Optimizer + Clone>(fresh: &O, names: &[&str]) {
    let (mut whole, mut optimizer) = (model(), fresh.clone());
    steps(&mut optimizer, &mut whole, 0..7);

    let (mut first, mut optimizer) = (model(), fresh.clone());
    steps(&mut optimizer, &mut first, 0..3);
    let (values, state) = (first.state_dict(), through_a_file(&optimizer.state_dict(&first)));
    let all = ["0", "1.0", "1.1"].iter().flat_map(|at| names.iter().map(move |name| format!("{at}.{name}")));
    assert_eq!(state.names().map(str::to_owned).collect::<BTreeSet<_>>(), all.collect());

    let resumed = |load: bool| {
        let (mut second, mut optimizer) = (model(), fresh.clone());
        second.load_state_dict(&values).unwrap();
        if load {
            optimizer.load_state_dict(&second, &state).unwrap();
        }
        steps(&mut optimizer, &mut second, 3..7);
        bits(&second)
    };
    assert_eq!(resumed(true), bits(&whole), "{names:?}");
    assert_eq!(resumed(false) == bits(&whole), names.is_empty(), "{names:?} matter");
}

#[test]
fn every_optimizer_goes_on_bit_for_bit_and_has_pytorchs_names() {
    check(&Sgd::new(0.05), &[]);
    check(&Sgd::new(0.05).momentum(0.9).dampening(0.3), &["momentum_buffer"]);
    check(&Sgd::new(0.05).momentum(0.9).nesterov(true), &["momentum_buffer"]);
    check(&Adam::new(0.05), &["exp_avg", "exp_avg_sq", "step"]);
    check(&AdamW::new(0.05).amsgrad(true), &["exp_avg", "exp_avg_sq", "max_exp_avg_sq", "step"]);
    check(&Adadelta::new(0.5), &["square_avg", "acc_delta", "step"]);
    check(&Adamax::new(0.05), &["exp_avg", "exp_inf", "step"]);
    check(&Adagrad::new(0.05).lr_decay(0.1), &["sum", "step"]);
    check(&Adagrad::new(0.05).initial_accumulator_value(0.2), &["sum", "step"]);
    check(&RmsProp::new(0.01), &["square_avg", "step"]);
    check(&RmsProp::new(0.01).momentum(0.9), &["square_avg", "momentum_buffer", "step"]);
    check(&RmsProp::new(0.01).centered(true), &["square_avg", "grad_avg", "step"]);
    let both = RmsProp::new(0.01).momentum(0.9).centered(true);
    check(&both, &["square_avg", "momentum_buffer", "grad_avg", "step"]);
}

#[test]
fn groups_have_the_state_of_their_own_settings() {
    let fresh = Adam::new(0.05).group("1.0", |g| g.amsgrad(true)).group("1.*", |g| g.lr(0.5));
    let (mut model, mut adam) = (model(), fresh.clone());
    steps(&mut adam, &mut model, 0..2);
    let state = adam.state_dict(&model);
    let largest: Vec<&str> = state.names().filter(|name| name.ends_with("max_exp_avg_sq")).collect();
    assert_eq!(largest, ["1.0.max_exp_avg_sq"]);
    fresh.clone().load_state_dict(&model, &state).unwrap();

    let other = Adam::new(0.05).group("1.*", |g| g.lr(0.5)).group("1.0", |g| g.amsgrad(true));
    let error = other.clone().load_state_dict(&model, &state).unwrap_err().to_string();
    assert!(error.contains("another setting: `groups.0` is 1.0 there and 1.* here"), "{error}");
    assert!(error.contains("unexpected: `1.0.max_exp_avg_sq`"), "{error}");
}

fn after_a_step(optimizer: &mut dyn Optimizer) -> (Model, StateDict) {
    let mut model = model();
    steps(optimizer, &mut model, 0..1);
    let state = optimizer.state_dict(&model);
    (model, state)
}

#[test]
fn another_setting_is_refused_unless_it_is_taken_out_of_the_notes() {
    let (model, mut state) = after_a_step(&mut Adam::new(0.05));
    let mut other = Adam::new(0.01);
    let error = other.load_state_dict(&model, &state).unwrap_err().to_string();
    assert!(error.contains("another setting: `lr` is 0.05 there and 0.01 here\n"), "{error}");
    assert!(other.state_dict(&model).is_empty(), "nothing is loaded");

    state.metadata_mut().remove("lr");
    other.load_state_dict(&model, &state).unwrap();
    assert_eq!(other.learning_rate(), 0.01, "a rate that was set belongs to the initial one there");
    assert_eq!(other.state_dict(&model).len(), 9);
}

#[test]
fn the_rate_that_was_set_is_taken_over() {
    let mut adam = Adam::new(0.05);
    let (model, _) = after_a_step(&mut adam);
    adam.set_learning_rate(0.1 + 0.2);
    let state = through_a_file(&adam.state_dict(&model));
    let mut other = Adam::new(0.05);
    other.load_state_dict(&model, &state).unwrap();
    assert_eq!(other.learning_rate(), 0.1 + 0.2);
    assert_eq!(other.initial_learning_rate(), 0.05);
}

#[test]
fn another_optimizer_is_refused_even_if_it_remembers_the_same() {
    let (model, state) = after_a_step(&mut Adam::new(0.05));
    let error = AdamW::new(0.05).load_state_dict(&model, &state).unwrap_err().to_string();
    assert!(error.contains("another setting: `optimizer` is Adam there and AdamW here"), "{error}");
    let error = Sgd::new(0.05).load_state_dict(&model, &state).unwrap_err().to_string();
    assert!(error.contains("9 unexpected"), "{error}");
}

#[test]
fn what_does_not_fit_is_listed_and_nothing_is_loaded() {
    let (model, state) = after_a_step(&mut Adam::new(0.05));
    let refusal = |state: &StateDict| {
        let mut adam = Adam::new(0.05);
        let error = adam.load_state_dict(&model, state).unwrap_err().to_string();
        assert!(adam.state_dict(&model).is_empty(), "nothing is loaded");
        error
    };
    let mut damaged = state.clone();
    damaged.remove("0.exp_avg").unwrap();
    damaged.insert("1.0.exp_avg", Tensor::from([1.0f32]));
    damaged.insert("1.1.exp_avg", Tensor::from([1i64]));
    let error = refusal(&damaged);
    assert!(error.contains("missing: `0.exp_avg`, expected f32 [2, 3]"), "{error}");
    assert!(error.contains("misshapen: `1.0.exp_avg` is f32 [1], expected f32 [2]"), "{error}");
    assert!(error.contains("of another type: `1.1.exp_avg` has elements of type i64"), "{error}");

    let renamed = state.into_iter().map(|(name, value)| (name.replace("1.0.", "1.O."), value));
    let error = refusal(&renamed.collect());
    assert!(error.contains("missing: `1.0.exp_avg`, expected f32 [2]; the nearest name there is"), "{error}");

    let mut steps: StateDict = Adam::new(0.05).state_dict(&model);
    for name in ["exp_avg", "exp_avg_sq"] {
        steps.insert(format!("1.1.{name}"), Tensor::from([1.0f32]));
    }
    let wrong: [AnyTensor; 3] =
        [Tensor::from(2.5f32).into(), Tensor::from(-1i64).into(), Tensor::from([1i64, 2]).into()];
    for wrong in wrong {
        steps.insert("1.1.step", wrong);
        assert!(refusal(&steps).contains("`1.1.step` is"), "a step count is a whole number");
    }
}

#[test]
fn pytorchs_step_is_a_float_and_its_state_has_no_notes() {
    let (model, mut state) = after_a_step(&mut Adam::new(0.05));
    let mut theirs: StateDict = state.clone().into_iter().collect();
    for name in ["0.step", "1.0.step", "1.1.step"] {
        theirs.insert(name, Tensor::from(1.0f32));
    }
    let mut adam = Adam::new(0.7);
    adam.load_state_dict(&model, &theirs).unwrap();
    state.metadata_mut().clear();
    let ours = adam.state_dict(&model);
    assert!(ours.names().eq(state.names()));
    assert_eq!(ours.get("0.step").unwrap().as_slice(), Some(&[1i64][..]));
}

#[test]
fn one_optimizer_of_two_models_keeps_the_state_of_each() {
    let mut adam = Adam::new(0.05);
    let (mut one, state) = after_a_step(&mut adam);
    let mut two = model();
    steps(&mut adam, &mut two, 0..3);
    adam.load_state_dict(&one, &state).unwrap();
    assert_eq!(adam.state_dict(&two).get("0.step").unwrap().as_slice(), Some(&[3i64][..]));
    steps(&mut adam, &mut one, 1..2);
    assert_eq!(adam.state_dict(&one).get("0.step").unwrap().as_slice(), Some(&[2i64][..]));
}

#[test]
fn what_was_never_stepped_has_no_state_and_begins_anew() {
    let (mut one, mut adam) = (model(), Adam::new(0.05));
    one.1[1].set_trainable(false);
    let grad = gradients(&one, 0);
    adam.step(&mut one, grad).unwrap();
    let state = adam.state_dict(&one);
    assert_eq!(state.len(), 6);
    let mut other = Adam::new(0.05);
    other.load_state_dict(&model(), &state).unwrap();
}

#[test]
fn a_shared_parameter_has_one_state_under_its_first_path() {
    let shared = Shared::new(Param::<1>::new([1.0, 2.0]));
    let mut tied = vec![shared.clone(), shared];
    let mut adam = Adam::new(0.05);
    let loss = (Tape::new(0).input([1.0, 3.0]) * &*tied[0].read()).sum();
    adam.step(&mut tied, loss.backward()).unwrap();
    assert!(adam.state_dict(&tied).names().eq(["0.exp_avg", "0.exp_avg_sq", "0.step"]));
}

#[test]
fn an_error_has_the_names_and_the_settings() {
    let (model, mut state) = after_a_step(&mut Adam::new(0.1));
    state.insert("1.0.exp_avg", Tensor::from([1.0f32]));
    state.insert("extra", Tensor::from([1.0f32]));
    state.remove("0.exp_avg_sq");
    let error = Adam::new(0.2).load_state_dict(&model, &state).unwrap_err();
    let Error::StateDict { missing, unexpected, mismatched, .. } = error else {
        panic!("another error: {error}")
    };
    assert_eq!((missing, unexpected), (vec!["0.exp_avg_sq".to_owned()], vec!["extra".to_owned()]));
    let fields: Vec<_> = mismatched.iter().map(|m| (&*m.name, &*m.expected, &*m.found)).collect();
    assert_eq!(fields, [("lr", "0.2", "0.1"), ("1.0.exp_avg", "f32 [2]", "f32 [1]")]);
}
