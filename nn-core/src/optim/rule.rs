//! What tells one optimizer from another: its settings and its formula.

use std::fmt::Debug;

use crate::kernels::update::{Update, update};
use crate::storage::{AnyStorage, Float};

/// The settings of an optimizer, or of one group of parameters, and the formula that they are for.
pub(super) trait Rule: Clone + Send {
    /// The numbers of one step, the same for all elements.
    type Numbers: Copy + Into<crate::device::Update>;

    /// The optimizer's name, for messages.
    fn name(&self) -> &'static str;

    fn lr(&self) -> f64;

    /// The first setting that is out of its range, as a sentence.
    fn check(&self) -> Result<(), String>;

    /// All settings by PyTorch's names, each as its text.
    fn settings(&self) -> Vec<(&'static str, String)>;

    /// What is remembered of a parameter: tensors of its shape by PyTorch's names, each with what its elements begin
    /// with.
    fn states(&self) -> Vec<(&'static str, f64)>;

    /// The names of those.
    fn names(&self) -> Vec<&'static str> {
        self.states().into_iter().map(|(name, _)| name).collect()
    }

    /// Whether PyTorch's optimizer remembers the number of steps of a parameter as well, as `step`.
    fn remembers_step(&self) -> bool {
        true
    }

    /// `step` counts from 1.
    fn numbers(&self, lr: f64, step: u64) -> Self::Numbers;

    fn update<A: Float>(numbers: Self::Numbers, value: &mut [A], gradient: &[A], state: &mut [AnyStorage]);
}

/// A setting as a checkpoint notes it: the shortest text that gives back the same number.
pub(super) fn setting(name: &'static str, value: impl Debug) -> (&'static str, String) {
    (name, format!("{value:?}"))
}

/// Updates a parameter that has `S` states.
pub(super) fn update_with<A: Float, const S: usize>(
    numbers: impl Update<A, S>,
    value: &mut [A],
    gradient: &[A],
    state: &mut [AnyStorage],
) {
    let state: &mut [AnyStorage; S] = state.try_into().expect("the rule made its states itself");
    let state = state.each_mut().map(|s| s.as_mut_slice::<A>().expect("made with the parameter's type"));
    update(numbers, value, gradient, state);
}

/// `name` must be a finite number of at least 0.
pub(super) fn not_negative(name: &str, value: f64) -> Result<(), String> {
    match value.is_finite() && value >= 0.0 {
        true => Ok(()),
        false => Err(format!("{name} must be a finite number of at least 0, got {value}")),
    }
}

/// `name` must be at least 0 and below 1.
pub(super) fn below_one(name: &str, value: f64) -> Result<(), String> {
    match (0.0..1.0).contains(&value) {
        true => Ok(()),
        false => Err(format!("{name} must be at least 0 and below 1, got {value}")),
    }
}

/// `name` must be at least 0 and at most 1.
pub(super) fn share(name: &str, value: f64) -> Result<(), String> {
    match (0.0..=1.0).contains(&value) {
        true => Ok(()),
        false => Err(format!("{name} must be at least 0 and at most 1, got {value}")),
    }
}
