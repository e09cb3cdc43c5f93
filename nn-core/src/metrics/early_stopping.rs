//! When a run does not become better any more.

use crate::error::{Error, Result};
use crate::state::StateDict;
use crate::tensor::{AnyTensor, Tensor};

/// Says when to stop: when a score has not become better for some time. It is a value that the loop asks, and works in any
/// loop.
///
/// The higher a score is the better, as [`Progress::score`](crate::Progress::score) has it; for a loss,
/// `.mode(Mode::Min)`. A score that is not a number is no improvement.
///
/// ```
/// use nn_core::metrics::EarlyStopping;
///
/// let mut early = EarlyStopping::new(2); // stops after 2 scores in a row that are no improvement
/// let mut epochs = 0;
/// for accuracy in [0.5, 0.8, 0.7, 0.9, 0.9, 0.85, 0.99] {
///     epochs += 1;
///     let stop = early.update(accuracy);
///     if early.is_best() {
///         // here goes what is done with the best so far
///     }
///     if stop {
///         break;
///     }
/// }
/// assert_eq!((epochs, early.best()), (6, Some(0.9)));
/// ```
///
/// A run that is resumed keeps its state in [`Progress::extra`](crate::Progress::extra):
///
/// ```
/// use nn_core::metrics::EarlyStopping;
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// let mut early = EarlyStopping::new(3);
/// early.update(0.7);
/// let mut progress = Progress::new(0);
/// progress.extra.extend(early.state_dict()); // before `checkpoints.save`
///
/// let mut resumed = EarlyStopping::new(3);
/// resumed.load_state_dict(&progress.extra)?; // after `checkpoints.resume`
/// assert_eq!(resumed.best(), Some(0.7));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct EarlyStopping {
    patience: u64,
    mode: Mode,
    min_delta: f64,
    best: Option<f64>,
    /// How many scores there were since the best.
    waited: u64,
}

/// Which scores are better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// The higher ones, as those of an accuracy.
    #[default]
    Max,
    /// The lower ones, as those of a loss.
    Min,
}

impl EarlyStopping {
    /// Stops after so many scores in a row that are no improvement. Higher scores are better, by however little.
    ///
    /// # Panics
    ///
    /// If `patience` is 0.
    #[track_caller]
    pub const fn new(patience: u64) -> Self {
        assert!(
            patience > 0,
            "EarlyStopping: expected a patience of 1 or more scores without an improvement, got 0"
        );
        EarlyStopping { patience, mode: Mode::Max, min_delta: 0.0, best: None, waited: 0 }
    }

    /// Whether higher or lower scores are better; by default the higher ones are.
    pub const fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// By how much a score must be better than the best to be an improvement; by default 0, so that any better one is.
    ///
    /// # Panics
    ///
    /// If it is negative or not a number.
    #[track_caller]
    pub const fn min_delta(mut self, min_delta: f64) -> Self {
        assert!(min_delta >= 0.0, "EarlyStopping: expected a `min_delta` of 0 or more");
        self.min_delta = min_delta;
        self
    }

    /// Takes the next score, and says whether to stop.
    pub fn update(&mut self, score: impl Into<f64>) -> bool {
        let score = score.into();
        match self.improves(score) {
            true => (self.best, self.waited) = (Some(score), 0),
            false => self.waited += 1,
        }
        self.stopped()
    }

    fn improves(&self, score: f64) -> bool {
        let Some(best) = self.best else { return !score.is_nan() };
        match self.mode {
            Mode::Max => score > best && score - best > self.min_delta,
            Mode::Min => score < best && best - score > self.min_delta,
        }
    }

    /// Whether to stop: what the last [`update`](Self::update) said. A run that is resumed asks it before it goes on.
    pub fn stopped(&self) -> bool {
        self.waited >= self.patience
    }

    /// Whether the last score was an improvement.
    pub fn is_best(&self) -> bool {
        self.best.is_some() && self.waited == 0
    }

    /// The best score, if there was one.
    pub fn best(&self) -> Option<f64> {
        self.best
    }

    /// How many scores there were since the best.
    pub fn waited(&self) -> u64 {
        self.waited
    }

    /// The best score and how long ago it was: `early_stopping.best` and `early_stopping.waited`. The settings are the code's.
    pub fn state_dict(&self) -> StateDict {
        let mut state = StateDict::new();
        state.extend(self.best.map(|best| (BEST.to_owned(), Tensor::<0, f64>::from(best))));
        state.insert(WAITED, Tensor::from(self.waited as i64));
        state
    }

    /// Goes on from a [`state_dict`](Self::state_dict), which may hold other things as well. One that holds nothing of it, as
    /// that of a run that has just begun, changes nothing.
    ///
    /// # Errors
    ///
    /// If what stands under its names is something else. Nothing is changed then.
    pub fn load_state_dict(&mut self, state: &StateDict) -> Result<()> {
        let Some(waited) = state.get(WAITED) else { return Ok(()) };
        let waited = waited.as_slice::<i64>().and_then(|waited| u64::try_from(*waited.first()?).ok());
        let waited = waited.ok_or_else(|| damaged(state, WAITED, "a whole number, 0 or more"))?;
        let best = |best: &AnyTensor| best.as_slice::<f64>()?.first().copied().filter(|best| !best.is_nan());
        let best = match state.get(BEST) {
            Some(tensor) => Some(best(tensor).ok_or_else(|| damaged(state, BEST, "a number of type f64"))?),
            None => None,
        };
        (self.best, self.waited) = (best, waited);
        Ok(())
    }
}

const BEST: &str = "early_stopping.best";
const WAITED: &str = "early_stopping.waited";

fn damaged(state: &StateDict, name: &str, expected: &str) -> Error {
    let found =
        state.get(name).map(|found| format!("{} {:?}", found.dtype(), found.shape())).unwrap_or_default();
    Error::state_dict(format!("early stopping: `{name}` is expected to be {expected}, but there is {found}"))
}
