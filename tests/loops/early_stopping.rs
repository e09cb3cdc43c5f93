//! When a run stops by itself.

use nn_core::metrics::{EarlyStopping, Mode};
use nn_core::prelude::*;

/// How many scores are taken, and which was the best.
fn run(mut early: EarlyStopping, scores: &[f64]) -> (usize, Option<f64>) {
    let taken = scores.iter().position(|score| early.update(*score));
    (taken.map_or(scores.len(), |last| last + 1), early.best())
}

#[test]
fn stops_after_so_many_scores_without_an_improvement() {
    assert_eq!(run(EarlyStopping::new(2), &[1.0, 2.0, 2.0, 3.0, 1.0, 3.0, 9.0]), (6, Some(3.0)));
    assert_eq!(run(EarlyStopping::new(1), &[1.0, 1.0, 2.0]), (2, Some(1.0)));
    assert_eq!(run(EarlyStopping::new(3), &[-5.0, -4.0, -3.0]), (3, Some(-3.0)));
    assert_eq!(run(EarlyStopping::new(2).mode(Mode::Min), &[3.0, 2.0, 4.0, 1.0, 1.0, 1.5]), (6, Some(1.0)));
}

#[test]
fn an_improvement_is_more_than_min_delta() {
    let early = EarlyStopping::new(2).min_delta(0.1);
    assert_eq!(run(early.clone(), &[1.0, 1.05, 1.09]), (3, Some(1.0)));
    assert_eq!(run(early.clone(), &[1.0, 1.05, 1.11, 1.2, 1.3]), (5, Some(1.3)));
    assert_eq!(run(early.mode(Mode::Min), &[1.0, 0.95, 0.89, 0.5]), (4, Some(0.5)));
}

#[test]
fn what_is_not_a_number_is_no_improvement() {
    assert_eq!(run(EarlyStopping::new(2), &[f64::NAN, f64::NAN, 1.0]), (2, None));
    assert_eq!(run(EarlyStopping::new(2), &[1.0, f64::NAN, 2.0, f64::NAN, f64::NAN]), (5, Some(2.0)));
    // From a first infinite score on, a finite one is better.
    let early = EarlyStopping::new(2).min_delta(0.1).mode(Mode::Min);
    assert_eq!(run(early, &[f64::INFINITY, 2.0, 1.0]), (3, Some(1.0)));
}

#[test]
fn tells_the_best() {
    let mut early = EarlyStopping::new(2);
    assert!(!early.is_best());
    assert!(!early.update(1.0) && early.is_best());
    assert!(!early.update(0.5) && !early.is_best() && early.waited() == 1);
    assert!(early.update(0.5) && early.stopped());
}

#[test]
fn goes_on_where_it_stood() {
    let scores = [0.1, 0.5, 0.4, 0.45, 0.3];
    for until in 0..scores.len() {
        let mut first = EarlyStopping::new(3);
        let stopped = scores[..until].iter().any(|score| first.update(*score));
        assert!(!stopped);
        let folder = tempfile::tempdir().unwrap();
        let mut progress = Progress::new(0);
        progress.extra.insert("epoch_loss", Tensor::from(0.5));
        progress.extra.extend(first.state_dict());
        let (mut model, mut adam) = (Linear::new(1, 1, &mut rng(0)), Adam::new(0.1));
        Checkpoints::new(&folder).save(&model, &adam, &progress).unwrap();

        let (mut read, mut second) = (Progress::new(0), EarlyStopping::new(3));
        Checkpoints::new(&folder).resume(&mut model, &mut adam, &mut read).unwrap().unwrap();
        second.load_state_dict(&read.extra).unwrap();
        assert_eq!(second, first);
        let stops = scores[until..].iter().position(|score| second.update(*score));
        assert_eq!(stops.map(|at| at + until), Some(4));
    }
}

#[test]
fn a_state_that_is_something_else_changes_nothing() {
    let mut early = EarlyStopping::new(3);
    early.update(1.0);
    let before = early.clone();
    early.load_state_dict(&StateDict::new()).unwrap();
    assert_eq!(early, before);
    for (name, value) in [
        ("early_stopping.waited", AnyTensor::from(Tensor::from(-1i64))),
        ("early_stopping.waited", Tensor::<1, i64>::from(vec![]).into()),
        ("early_stopping.best", Tensor::from(1.0f32).into()),
        ("early_stopping.best", Tensor::from(f64::NAN).into()),
    ] {
        let mut state = EarlyStopping::new(1).state_dict();
        state.insert(name, value);
        let error = early.load_state_dict(&state).unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
        assert_eq!(early, before);
    }
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    assert!(std::panic::catch_unwind(|| EarlyStopping::new(0)).is_err());
    assert!(std::panic::catch_unwind(|| EarlyStopping::new(1).min_delta(f64::NAN)).is_err());
}
