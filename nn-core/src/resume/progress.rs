//! Where a run stands.

use crate::error::{Error, Result};
use crate::state::StateDict;
use crate::tensor::{AnyTensor, Tensor};

/// Where a run stands: what its loop has to know, beside the model and the optimizer, to go on.
///
/// It is counted from 0 and says what comes next: the run has done `step` steps, and goes on with the batch `batch` of
/// the epoch `epoch`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let mut progress = Progress::new(7);
/// progress.end_batch();
/// progress.end_batch();
/// assert_eq!((progress.epoch, progress.batch, progress.step), (0, 2, 2));
/// progress.end_epoch();
/// assert_eq!((progress.epoch, progress.batch, progress.step), (1, 0, 2));
///
/// progress.extra.insert("best", Tensor::from(0.93));
/// assert_eq!(progress.extra.get("best").unwrap().as_slice(), Some(&[0.93][..]));
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Progress {
    /// The seed of the run, from which everything random is drawn, with the number of the
    /// [epoch](crate::data::Dataset::batches_at) or of the [step](crate::Tape::at_step).
    pub seed: u64,
    /// The number of whole epochs.
    pub epoch: u64,
    /// The number of batches of the epoch that have been trained on.
    pub batch: usize,
    /// The number of steps.
    pub step: u64,
    /// How good the model is that stands here, the higher the better, if that is known: what
    /// [`keep_best`](super::Checkpoints::keep_best) goes by. A loss is a score with a minus before it.
    pub score: Option<f64>,
    /// What else the run has to remember: numbers such as a sum of losses, or whole tensors.
    pub extra: StateDict,
}

impl Progress {
    /// The beginning of a run.
    pub fn new(seed: u64) -> Self {
        Progress { seed, ..Progress::default() }
    }

    /// Counts a batch, and the step that was taken with it. What the score was is history.
    pub fn end_batch(&mut self) {
        self.batch += 1;
        self.step += 1;
        self.score = None;
    }

    /// Counts an epoch; the next one begins with its first batch.
    pub fn end_epoch(&mut self) {
        self.epoch += 1;
        self.batch = 0;
    }

    pub(crate) fn to_state(&self) -> StateDict {
        let mut state = StateDict::new();
        let numbers = [self.seed, self.epoch, self.batch as u64, self.step];
        for (name, number) in NUMBERS.into_iter().zip(numbers) {
            // The bits stay; a file holds no unsigned numbers.
            state.insert(name, Tensor::from(number as i64));
        }
        if let Some(score) = self.score {
            state.insert(SCORE, Tensor::from(score));
        }
        state.extend(self.extra.iter().map(|(name, value)| (format!("{EXTRA}{name}"), value.clone())));
        let notes = self.extra.metadata().iter().map(|(name, note)| (format!("{EXTRA}{name}"), note.clone()));
        state.metadata_mut().extend(notes);
        state
    }

    pub(crate) fn from_state(state: StateDict) -> Result<Progress> {
        let number = |name: &str| match state.get(name).and_then(AnyTensor::as_slice::<i64>) {
            Some(&[number]) => Ok(number as u64),
            _ => Err(Error::state_dict(format!("there is no whole number `{name}`, expected {NUMBERS:?}"))),
        };
        let [seed, epoch, batch, step] = NUMBERS.map(number);
        let score = state.get(SCORE).and_then(|score| score.as_slice::<f64>()?.first().copied());
        let mut progress = Progress {
            seed: seed?,
            epoch: epoch?,
            batch: batch? as usize,
            step: step?,
            score,
            ..Progress::default()
        };
        let notes = state.metadata().iter();
        let notes =
            notes.filter_map(|(name, note)| Some((name.strip_prefix(EXTRA)?.to_owned(), note.clone())));
        progress.extra.metadata_mut().extend(notes);
        let extra = state.into_iter();
        progress.extra.extend(extra.filter_map(|(name, v)| Some((name.strip_prefix(EXTRA)?.to_owned(), v))));
        Ok(progress)
    }
}

const NUMBERS: [&str; 4] = ["seed", "epoch", "batch", "step"];
const SCORE: &str = "score";
const EXTRA: &str = "extra.";
