//! The learning rates of PyTorch's schedules.

use super::reference::*;
use crate::optim::{Adam, CosineAnnealingLr, LinearLr, OneCycleLr, Optimizer, Schedule, Sgd, StepLr};

fn check(schedule: &dyn Schedule, want: &[f64]) {
    for (step, want) in want.iter().enumerate() {
        let got = schedule.lr(0.4, step as u64);
        assert!((got - want).abs() < 1e-14, "step {step}: {got}, not {want}");
    }
}

#[test]
fn schedules_are_pytorchs() {
    check(&StepLr::new(3, 0.5), &STEP_LR);
    check(&CosineAnnealingLr::new(7).eta_min(0.01), &COSINE_ANNEALING_LR);
    check(&LinearLr::new(1.0 / 3.0, 5), &LINEAR_LR);
    check(&LinearLr::new(1.0, 6).end_factor(0.2), &LINEAR_LR_DOWN);
    check(&OneCycleLr::new(0.1, 12), &ONE_CYCLE_LR);
    let cycle = OneCycleLr::new(0.2, 9).pct_start(0.5).div_factor(10.0).final_div_factor(50.0);
    check(&cycle, &ONE_CYCLE_LR_SETTINGS);
    check(&LinearLr::new(0.1, 4).then(4, CosineAnnealingLr::new(6).eta_min(0.01)), &SEQUENTIAL_LR);
}

#[test]
fn the_ends_of_a_cycle_hold() {
    let rising = OneCycleLr::new(0.1, 10).pct_start(1.0);
    assert!((rising.lr(0.0, 9) - 0.1).abs() < 1e-15);
    assert!((rising.lr(0.0, 50) - 0.1).abs() < 1e-15);
    let falling = OneCycleLr::new(0.1, 10).pct_start(0.1);
    assert!((falling.lr(0.0, 0) - 0.1).abs() < 1e-15);
    assert!((falling.lr(0.0, 50) - 4e-7).abs() < 1e-15);
    assert!(OneCycleLr::new(0.1, 1).lr(0.0, 0).is_finite());
}

#[test]
fn a_schedule_goes_from_the_rate_that_the_optimizer_was_made_with() {
    let mut sgd = Sgd::new(0.4);
    let schedule = StepLr::new(1, 0.5);
    for (step, want) in [0.4, 0.2, 0.1].into_iter().enumerate() {
        schedule.apply(&mut sgd, step as u64);
        assert_eq!(sgd.learning_rate(), want);
        assert_eq!(sgd.initial_learning_rate(), 0.4);
    }
    let mut adam = Adam::new(0.1);
    (|step: u64| 1.0 / (1 + step) as f64).apply(&mut adam, 3);
    assert_eq!(adam.learning_rate(), 0.025);
}

#[test]
fn the_rate_of_a_step_does_not_depend_on_the_steps_before() {
    let then = LinearLr::new(0.1, 5).then(5, CosineAnnealingLr::new(15));
    let half = |step: u64| 0.5f64.powi(step as i32);
    let all: [&dyn Schedule; 6] = [
        &StepLr::new(3, 0.5),
        &CosineAnnealingLr::new(7),
        &LinearLr::new(0.1, 4),
        &OneCycleLr::new(0.1, 12),
        &then,
        &half,
    ];
    for schedule in all {
        let mut through = Sgd::new(0.4);
        for step in 0..20 {
            let mut resumed = Sgd::new(0.4);
            schedule.apply(&mut through, step);
            schedule.apply(&mut resumed, step);
            assert_eq!(through.learning_rate(), resumed.learning_rate());
        }
    }
}
