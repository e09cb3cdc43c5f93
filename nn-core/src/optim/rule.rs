//! What tells one optimizer from another: its settings and its formula.

use crate::device::Update;
use crate::error::{Error, Result};

/// What [`optimizer!`](super::description::optimizer) makes of a description: the settings of an optimizer, or of one group
/// of parameters.
pub(super) trait Description: Clone + Send {
    /// The optimizer's name, for messages and checkpoints.
    const NAME: &'static str;

    fn lr(&self) -> f64;

    /// An error for the first setting that is out of its range, whatever the others are.
    fn check_each(&self) -> Result<()>;

    /// All settings by PyTorch's names, each as a checkpoint notes it: the shortest text that gives back the same value.
    fn settings(&self) -> Vec<(&'static str, String)>;
}

/// The formula of an optimizer.
pub(super) trait Rule: Description {
    /// An error for settings that do not go together.
    fn check_together(&self) -> Result<()> {
        Ok(())
    }

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

    /// What a step does, the same for all elements. `step` counts from 1.
    fn update(&self, lr: f64, step: u64) -> Update;
}

/// `name` must be a finite number of at least 0.
pub(super) fn not_negative(name: &str, value: f64) -> Result<()> {
    in_range(value.is_finite() && value >= 0.0, name, value, "a finite number of at least 0")
}

/// `name` must be at least 0 and below 1.
pub(super) fn below_one(name: &str, value: f64) -> Result<()> {
    in_range((0.0..1.0).contains(&value), name, value, "at least 0 and below 1")
}

/// `name` must be at least 0 and at most 1.
pub(super) fn at_most_one(name: &str, value: f64) -> Result<()> {
    in_range((0.0..=1.0).contains(&value), name, value, "at least 0 and at most 1")
}

/// `name` must be finite.
pub(super) fn finite(name: &str, value: f64) -> Result<()> {
    in_range(value.is_finite(), name, value, "a finite number")
}

/// Both truth values are in the range.
pub(super) fn either(_: &str, _: bool) -> Result<()> {
    Ok(())
}

fn in_range(is: bool, name: &str, value: f64, expected: &str) -> Result<()> {
    if is {
        return Ok(());
    }
    Err(Error::setting(format!("{name} must be {expected}, got {value}")).with(name, value))
}
