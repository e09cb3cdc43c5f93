//! A first learning rate.

use super::Optimizer;
use crate::error::{Error, Result};
use crate::module::Module;
use crate::state::Checkpoint;

/// Looks for a learning rate: takes steps with rates that grow exponentially from one bound to the other, and looks where the loss
/// falls fastest, after [Smith, 2015](https://arxiv.org/abs/1506.01186). Model and optimizer are then what they were before.
///
/// The function takes one step of training and gives its loss; the rate is set before. The search ends early when
/// the loss is several times the best one, or not a number.
///
/// ```
/// use nn_core::optim::LrFinder;
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// # let inputs = nn_core::init::normal([256, 4], 0.0, 1.0, &mut rng(0));
/// # let labels = inputs.clone().argmax(1);
/// # let train = Dataset::new(inputs, labels, 4)?;
/// let mut model = (Linear::new(4, 16, &mut rng(1)), Relu, Linear::new(16, 4, &mut rng(2)));
/// let mut adam = Adam::new(1e-3);
/// let mut batches = (0..).flat_map(|epoch| train.batches_at(32, 0, epoch));
/// let curve = LrFinder::new(1e-6, 10.0, 100).run(&mut model, &mut adam, |model, adam, step| {
///     let (inputs, labels) = batches.next().expect("there is always another epoch");
///     let loss = model.forward(Tape::at_step(0, step).input(inputs)).cross_entropy(&labels);
///     adam.step(model, loss.backward())?;
///     Ok(loss.item())
/// })?;
/// let rate = curve.suggestion().expect("the loss falls somewhere");
/// assert!((1e-4..1.0).contains(&rate));
/// adam.set_learning_rate(rate);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
#[doc(alias("lr_find", "LRFinder"))]
pub struct LrFinder {
    start: f64,
    end: f64,
    steps: usize,
    smoothing: f64,
    divergence: f64,
}

/// The losses at growing learning rates.
#[derive(Clone, Debug, PartialEq)]
pub struct LrCurve {
    points: Vec<LrPoint>,
}

/// The loss of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct LrPoint {
    /// The learning rate of the step.
    pub lr: f64,
    /// The loss before the step.
    pub loss: f64,
    /// The moving average of the losses up to here.
    pub smoothed: f64,
}

impl LrFinder {
    /// Goes from a low learning rate to a high one, such as from 1e-7 to 10, in so many steps.
    pub const fn new(start: f64, end: f64, steps: usize) -> Self {
        LrFinder { start, end, steps, smoothing: 0.95, divergence: 4.0 }
    }

    /// The share that stays of the moving average of the losses at each step, from 0 on and below 1; by default 0.95. The more
    /// the losses of batches differ, the more is needed.
    pub const fn smoothing(mut self, smoothing: f64) -> Self {
        self.smoothing = smoothing;
        self
    }

    /// How many times the best loss ends the search; by default 4.
    pub const fn divergence(mut self, divergence: f64) -> Self {
        self.divergence = divergence;
        self
    }

    /// Takes the steps, and gives model and optimizer back as they were, also after an error. What else the function
    /// changes stays changed.
    ///
    /// # Errors
    ///
    /// If the function gives one, or if a setting is out of its range.
    pub fn run<M: Module, L: Into<f64>>(
        &self,
        model: &mut M,
        optimizer: &mut dyn Optimizer,
        mut step: impl FnMut(&mut M, &mut dyn Optimizer, u64) -> Result<L>,
    ) -> Result<LrCurve> {
        self.check()?;
        let before = (model.state_dict(), optimizer.state_dict(model));
        let mut walk = Walk { finder: *self, curve: LrCurve { points: Vec::new() } };
        let mut outcome = Ok(());
        for number in 0..self.steps {
            optimizer.set_learning_rate(self.rate(number));
            match step(model, optimizer, number as u64).map(Into::into) {
                Ok(loss) if walk.goes_on(loss) => {}
                Ok(_) => break,
                Err(error) => {
                    outcome = Err(error);
                    break;
                }
            }
        }
        model.load_state_dict(&before.0)?;
        optimizer.load_state_dict(model, &before.1)?;
        outcome.map(|()| walk.curve)
    }

    fn rate(&self, step: usize) -> f64 {
        self.start * (self.end / self.start).powf(step as f64 / (self.steps - 1) as f64)
    }

    fn check(&self) -> Result<()> {
        let LrFinder { start, end, steps, smoothing, divergence } = *self;
        let wrong = |name: &str, found: String, expected: &str| {
            let message = format!("LrFinder: {name} is {found}, expected {expected}");
            Err(Error::setting(message).with(name, found))
        };
        match () {
            () if !(start > 0.0 && start.is_finite()) => {
                wrong("start", start.to_string(), "a number above 0")
            }
            () if !(end > start && end.is_finite()) => {
                wrong("end", end.to_string(), "a number above the start")
            }
            () if steps < 2 => wrong("steps", steps.to_string(), "2 or more"),
            () if !(0.0..1.0).contains(&smoothing) => {
                wrong("smoothing", smoothing.to_string(), "a number from 0 on and below 1")
            }
            () if divergence.is_nan() || divergence <= 1.0 => {
                wrong("divergence", divergence.to_string(), "a number above 1")
            }
            () => Ok(()),
        }
    }
}

/// A search under way.
struct Walk {
    finder: LrFinder,
    curve: LrCurve,
}

impl Walk {
    /// Notes the loss of a step. A loss that is not finite, or far from the best one, is the last.
    fn goes_on(&mut self, loss: f64) -> bool {
        let LrFinder { smoothing, divergence, .. } = self.finder;
        let number = self.curve.points.len();
        if !loss.is_finite() {
            return false;
        }
        // The mean of all losses so far, each with a weight that is lower by `smoothing` than that of the next.
        let share = (1.0 - smoothing) / (1.0 - smoothing.powi(number as i32 + 1));
        let before = self.curve.points.last().map_or(loss, |point| point.smoothed);
        let smoothed = before + share * (loss - before);
        self.curve.points.push(LrPoint { lr: self.finder.rate(number), loss, smoothed });
        let best = self.curve.points.iter().map(|point| point.smoothed).fold(f64::INFINITY, f64::min);
        best <= 0.0 || smoothed <= divergence * best
    }
}

impl LrCurve {
    /// The steps in order, up to the one that ended the search: to be drawn, with the rates on a logarithmic axis.
    pub fn points(&self) -> &[LrPoint] {
        &self.points
    }

    /// The learning rate at which the smoothed loss falls fastest by the logarithm of the rate. The first tenth, in which the
    /// moving average begins, and the last point do not count. `None` if it falls nowhere.
    ///
    /// It is a rate to begin with, in the middle of the way down; look at the [points](Self::points) as well.
    pub fn suggestion(&self) -> Option<f64> {
        let skipped = 1.max(self.points.len() / 10);
        let slope = |i: usize| {
            let (before, after) = (&self.points[i - 1], &self.points[i + 1]);
            (after.smoothed - before.smoothed) / (after.lr / before.lr).ln()
        };
        let inner = skipped..self.points.len().saturating_sub(2);
        let steepest = inner.map(|i| (slope(i), self.points[i].lr)).filter(|(slope, _)| *slope < 0.0);
        steepest.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, lr)| lr)
    }
}
