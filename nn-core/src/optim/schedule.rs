//! Schedules of the learning rate.

use std::f64::consts::PI;

use super::optimizer::Optimizer;

/// A learning rate for each step, as a plain value. A step is whatever you count: a batch or an epoch.
///
/// It is a function of the step alone, so that a run that is [resumed](crate::Checkpoints) has nothing to remember of it.
///
/// A closure is one as well: it gives the factor on the initial learning rate, as PyTorch's `LambdaLR`.
///
/// ```
/// use nn_core::optim::{CosineAnnealingLr, LinearLr, Schedule};
/// use nn_core::prelude::*;
///
/// let mut adam = Adam::new(1e-3);
/// let schedule = LinearLr::new(0.1, 10).then(10, CosineAnnealingLr::new(90));
/// schedule.apply(&mut adam, 10);
/// assert_eq!(adam.learning_rate(), 1e-3);
/// schedule.apply(&mut adam, 100);
/// assert_eq!(adam.learning_rate(), 0.0);
///
/// let halves = |step: u64| 0.5f64.powi(step as i32);
/// assert_eq!(halves.lr(0.8, 2), 0.2);
/// ```
#[doc(alias("lr_scheduler", "LambdaLR"))]
pub trait Schedule {
    /// The learning rate of a step, counted from 0, for an optimizer made with the rate `initial`.
    fn lr(&self, initial: f64, step: u64) -> f64;

    /// Sets an optimizer's learning rate for a step. Call it before the optimizer's own `step`.
    fn apply(&self, optimizer: &mut dyn Optimizer, step: u64) {
        optimizer.set_learning_rate(self.lr(optimizer.initial_learning_rate(), step));
    }

    /// This schedule for `steps` steps, then the other, which counts from 0 again: PyTorch's `SequentialLR`.
    #[doc(alias = "SequentialLR")]
    fn then<S: Schedule>(self, steps: u64, next: S) -> Then<Self, S>
    where
        Self: Sized,
    {
        Then { first: self, steps, next }
    }
}

impl<F: Fn(u64) -> f64> Schedule for F {
    fn lr(&self, initial: f64, step: u64) -> f64 {
        initial * self(step)
    }
}

/// One schedule after another: see [`Schedule::then`].
#[derive(Clone, Copy, Debug)]
pub struct Then<A, B> {
    first: A,
    steps: u64,
    next: B,
}

impl<A: Schedule, B: Schedule> Schedule for Then<A, B> {
    fn lr(&self, initial: f64, step: u64) -> f64 {
        match step.checked_sub(self.steps) {
            None => self.first.lr(initial, step),
            Some(step) => self.next.lr(initial, step),
        }
    }
}

/// Multiplies the rate by `gamma` every `step_size` steps: `initial · gamma^⌊step / step_size⌋`, as
/// [`StepLR`](https://docs.pytorch.org/docs/2.8/generated/torch.optim.lr_scheduler.StepLR.html).
///
/// ```
/// use nn_core::optim::{Schedule, StepLr};
///
/// let schedule = StepLr::new(30, 0.5);
/// assert_eq!([0, 29, 30, 60].map(|step| schedule.lr(0.4, step)), [0.4, 0.4, 0.2, 0.1]);
/// ```
#[doc(alias = "StepLR")]
#[derive(Clone, Copy, Debug)]
pub struct StepLr {
    step_size: u64,
    gamma: f64,
}

impl StepLr {
    /// A rate that falls every `step_size` steps. PyTorch's default of `gamma` is 0.1.
    ///
    /// # Panics
    ///
    /// If `step_size` is 0.
    #[track_caller]
    pub fn new(step_size: u64, gamma: f64) -> Self {
        assert!(step_size > 0, "StepLr: step_size must be at least 1");
        StepLr { step_size, gamma }
    }
}

impl Schedule for StepLr {
    fn lr(&self, initial: f64, step: u64) -> f64 {
        initial * self.gamma.powf((step / self.step_size) as f64)
    }
}

/// Half a cosine from the initial rate to `eta_min` in `t_max` steps:
/// `eta_min + (initial − eta_min) · (1 + cos(π · step / t_max)) / 2`, as
/// [`CosineAnnealingLR`](https://docs.pytorch.org/docs/2.8/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html),
/// after Loshchilov and Hutter, [*SGDR*](https://arxiv.org/abs/1608.03983). Past `t_max` it rises again, as there.
///
/// ```
/// use nn_core::optim::{CosineAnnealingLr, Schedule};
///
/// let schedule = CosineAnnealingLr::new(100).eta_min(0.1);
/// assert_eq!(schedule.lr(0.5, 0), 0.5);
/// assert!((schedule.lr(0.5, 50) - 0.3).abs() < 1e-12);
/// assert_eq!(schedule.lr(0.5, 100), 0.1);
/// ```
#[doc(alias = "CosineAnnealingLR")]
#[derive(Clone, Copy, Debug)]
pub struct CosineAnnealingLr {
    t_max: u64,
    eta_min: f64,
}

impl CosineAnnealingLr {
    /// A cosine down to 0 in `t_max` steps.
    ///
    /// # Panics
    ///
    /// If `t_max` is 0.
    #[track_caller]
    pub fn new(t_max: u64) -> Self {
        assert!(t_max > 0, "CosineAnnealingLr: t_max must be at least 1");
        CosineAnnealingLr { t_max, eta_min: 0.0 }
    }

    /// The lowest rate.
    pub fn eta_min(mut self, eta_min: f64) -> Self {
        self.eta_min = eta_min;
        self
    }
}

impl Schedule for CosineAnnealingLr {
    fn lr(&self, initial: f64, step: u64) -> f64 {
        cosine(initial, self.eta_min, step as f64 / self.t_max as f64)
    }
}

/// Warms up: the factor on the rate rises linearly from `start_factor` to 1 in `total_iters` steps and stays there, as
/// [`LinearLR`](https://docs.pytorch.org/docs/2.8/generated/torch.optim.lr_scheduler.LinearLR.html).
///
/// ```
/// use nn_core::optim::{LinearLr, Schedule};
///
/// let schedule = LinearLr::new(0.5, 4);
/// assert_eq!([0, 2, 4, 9].map(|step| schedule.lr(1.0, step)), [0.5, 0.75, 1.0, 1.0]);
/// ```
#[doc(alias = "LinearLR")]
#[derive(Clone, Copy, Debug)]
pub struct LinearLr {
    start_factor: f64,
    end_factor: f64,
    total_iters: u64,
}

impl LinearLr {
    /// A warm-up in `total_iters` steps. PyTorch's defaults are 1/3 and 5.
    pub fn new(start_factor: f64, total_iters: u64) -> Self {
        LinearLr { start_factor, end_factor: 1.0, total_iters }
    }

    /// The last factor, 1 by default: one below the first makes a cool-down.
    pub fn end_factor(mut self, end_factor: f64) -> Self {
        self.end_factor = end_factor;
        self
    }
}

impl Schedule for LinearLr {
    fn lr(&self, initial: f64, step: u64) -> f64 {
        if step >= self.total_iters {
            return initial * self.end_factor;
        }
        let share = step as f64 / self.total_iters as f64;
        initial * (self.start_factor + (self.end_factor - self.start_factor) * share)
    }
}

/// Up from `max_lr / div_factor` to `max_lr` in the first `pct_start` of the steps, then down to the first rate
/// over `final_div_factor`, both along cosines, as
/// [`OneCycleLR`](https://docs.pytorch.org/docs/2.8/generated/torch.optim.lr_scheduler.OneCycleLR.html) with
/// `cycle_momentum=False`, after Smith and Topin, [*Super-convergence*](https://arxiv.org/abs/1708.07120). The
/// optimizer's initial rate does not matter; past the last step the rate stays where it is.
///
/// Defaults: `pct_start` 0.3, `div_factor` 25, `final_div_factor` 10⁴.
///
/// ```
/// use nn_core::optim::{OneCycleLr, Schedule};
///
/// let schedule = OneCycleLr::new(0.1, 100);
/// assert!((schedule.lr(0.0, 0) - 0.004).abs() < 1e-12);
/// assert!((schedule.lr(0.0, 29) - 0.1).abs() < 1e-12);
/// assert!((schedule.lr(0.0, 99) - 4e-7).abs() < 1e-12);
/// ```
#[doc(alias = "OneCycleLR")]
#[derive(Clone, Copy, Debug)]
pub struct OneCycleLr {
    max_lr: f64,
    total_steps: u64,
    pct_start: f64,
    div_factor: f64,
    final_div_factor: f64,
}

impl OneCycleLr {
    /// A cycle of `total_steps` steps.
    pub fn new(max_lr: f64, total_steps: u64) -> Self {
        OneCycleLr { max_lr, total_steps, pct_start: 0.3, div_factor: 25.0, final_div_factor: 1e4 }
    }

    /// The share of the steps in which the rate rises.
    pub fn pct_start(mut self, pct_start: f64) -> Self {
        self.pct_start = pct_start;
        self
    }

    /// The highest rate over the first.
    pub fn div_factor(mut self, div_factor: f64) -> Self {
        self.div_factor = div_factor;
        self
    }

    /// The first rate over the last.
    pub fn final_div_factor(mut self, final_div_factor: f64) -> Self {
        self.final_div_factor = final_div_factor;
        self
    }
}

impl Schedule for OneCycleLr {
    fn lr(&self, _: f64, step: u64) -> f64 {
        let first = self.max_lr / self.div_factor;
        let peak = self.pct_start * self.total_steps as f64 - 1.0;
        let end = self.total_steps as f64 - 1.0;
        let step = (step as f64).min(end);
        if peak > 0.0 && step <= peak {
            cosine(first, self.max_lr, step / peak)
        } else {
            cosine(self.max_lr, first / self.final_div_factor, ((step - peak) / (end - peak)).min(1.0))
        }
    }
}

/// Along half a cosine from `start` (at 0) to `end` (at 1).
fn cosine(start: f64, end: f64, at: f64) -> f64 {
    end + (start - end) * ((PI * at).cos() + 1.0) / 2.0
}
