//! A folder of checkpoints.

use std::path::{Path, PathBuf};

use super::entry::Entry;
use super::keep::{Keep, by_score};
use super::parts::{self, PROGRESS, Part, PartMut, States};
use super::place::Place;
use super::progress::Progress;
use super::refusal::{damaged, misfit, same_seed, unresumed};
use crate::error::Result;
use crate::module::Module;
use crate::optim::Optimizer;
use crate::state::{Checkpoint, StateDict};

/// The checkpoints of a run in a folder: [`resume`](Checkpoints::resume) goes on where the last one was saved, so that a
/// program that is started again after a crash is the same as one that was not interrupted, to the last bit.
///
/// ```
/// use nn_core::data::Dataset;
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// # let temporary = tempfile::tempdir().unwrap();
/// # let folder = temporary.path().join("run");
/// # let inputs = Tensor::from_fn([10, 2], |[i, j]| (i + j) as f32);
/// # let data = Dataset::new(inputs, Tensor::from_fn([10], |[i]| i % 3), 3)?;
/// let mut model = (Linear::new(2, 8, &mut rng(7)), Dropout::new(0.1), Linear::new(8, 3, &mut rng(8)));
/// let mut adam = Adam::new(1e-3);
/// let mut progress = Progress::new(7);
///
/// let mut checkpoints = Checkpoints::new(&folder).keep_last(2);
/// checkpoints.resume(&mut model, &mut adam, &mut progress)?;
/// while progress.epoch < 3 {
///     for (inputs, labels) in data.batches_at(4, progress.seed, progress.epoch).skip(progress.batch) {
///         let tape = Tape::at_step(progress.seed, progress.step);
///         let loss = model.forward(tape.input(inputs)).cross_entropy(&labels);
///         adam.step(&mut model, loss.backward())?;
///         progress.end_batch();
///     }
///     progress.end_epoch();
///     checkpoints.save(&model, &adam, &progress)?;
/// }
/// assert!(checkpoints.latest()?.unwrap().ends_with("000003-step-9"));
/// # Ok(())
/// # }
/// ```
///
/// A run goes on as it would have if everything random comes from its seed and the number of the step or of the epoch, as
/// above: [`Tape::at_step`](crate::Tape::at_step), [`batches_at`](crate::data::Dataset::batches_at), and
/// [`rng_at`](crate::init::rng_at) for all else. A [`Schedule`](crate::optim::Schedule) is a function of the step.
///
/// # What a checkpoint is
///
/// A folder such as `000003-step-9`, or `000003-step-9-score-0.93` if there is a [`score`](Progress::score):
/// `model.safetensors` as [`save`](crate::Checkpoint::save) writes it, `model.optimizer.safetensors` with the optimizer's
/// [`state_dict`](Optimizer::state_dict), and `progress.safetensors`. It is written beside, brought to the disk, and given
/// its name in one move at the end, so that a process may be killed at any instant: what has the name of a checkpoint is
/// whole. One run at a time writes to a folder.
#[derive(Debug)]
pub struct Checkpoints {
    folder: PathBuf,
    keep: Keep,
    accepted: Vec<String>,
    /// The folder, once something is written to it.
    place: Option<Place>,
    /// The checkpoints there are this run's own.
    resumed: bool,
}

impl Checkpoints {
    /// The checkpoints in a folder, which need not be there yet. The 3 newest are kept, and the best one of those that
    /// have a score.
    pub fn new(folder: impl AsRef<Path>) -> Self {
        Checkpoints {
            folder: folder.as_ref().to_owned(),
            keep: Keep { last: 3, best: 1 },
            accepted: Vec::new(),
            place: None,
            resumed: false,
        }
    }

    /// How many of the newest checkpoints are kept: the newest always is.
    pub fn keep_last(mut self, count: usize) -> Self {
        self.keep.last = count.max(1);
        self
    }

    /// How many of those with the highest [`score`](Progress::score) are kept besides. [`load_best`](Self::load_best) loads the
    /// best one.
    #[doc(alias("ModelCheckpoint", "save_best_only"))]
    pub fn keep_best(mut self, count: usize) -> Self {
        self.keep.best = count;
        self
    }

    /// Lets a setting of the optimizers be another one than in the checkpoint, by the name that the error gives, such as
    /// `lr` or `groups.0.lr`: the run goes on with the one in the code.
    pub fn accept(mut self, setting: &str) -> Self {
        self.accepted.push(setting.to_owned());
        self
    }

    /// Goes on from the newest checkpoint: gives the model, the optimizer and the progress the values that they had, and
    /// returns the checkpoint's folder. Without a checkpoint all stay as they are, and it returns `None`.
    ///
    /// # Errors
    ///
    /// Model, optimizer and progress are unchanged, all three, if the newest checkpoint
    /// - is damaged: an older one is never taken in its place without being told;
    /// - is of another model, of another optimizer or of other settings (see
    ///   [`load_state_dict`](Optimizer::load_state_dict)), or of a run with another seed.
    ///
    /// And if another run writes to the folder.
    pub fn resume(
        &mut self,
        model: &mut dyn Module,
        optimizer: &mut dyn Optimizer,
        progress: &mut Progress,
    ) -> Result<Option<PathBuf>> {
        self.resume_parts(&mut [("model", model, Some(optimizer))], progress)
    }

    /// Like [`resume`](Checkpoints::resume), for several models, each under the name of its file and with the optimizer
    /// that trains it, if one does.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// # let folder = tempfile::tempdir().unwrap();
    /// let (mut generator, mut discriminator) = (Linear::new(2, 4, &mut rng(0)), Linear::new(4, 1, &mut rng(1)));
    /// let (mut adam_g, mut adam_d) = (Adam::new(2e-4), Adam::new(2e-4));
    /// let mut average = generator.clone();
    /// let mut progress = Progress::new(0);
    ///
    /// let mut checkpoints = Checkpoints::new(&folder);
    /// checkpoints.resume_parts(
    ///     &mut [
    ///         ("generator", &mut generator, Some(&mut adam_g)),
    ///         ("discriminator", &mut discriminator, Some(&mut adam_d)),
    ///         ("average", &mut average, None),
    ///     ],
    ///     &mut progress,
    /// )?;
    /// checkpoints.save_parts(
    ///     &[
    ///         ("generator", &generator, Some(&adam_g)),
    ///         ("discriminator", &discriminator, Some(&adam_d)),
    ///         ("average", &average, None),
    ///     ],
    ///     &progress,
    /// )?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As `resume`, and if the checkpoint does not hold exactly these parts. All parts are unchanged then.
    pub fn resume_parts(
        &mut self,
        parts: &mut [PartMut<'_>],
        progress: &mut Progress,
    ) -> Result<Option<PathBuf>> {
        let newest = self.newest(parts, progress)?;
        if let Some(newest) = &newest {
            *progress = newest.load(parts)?;
        }
        self.resumed = true;
        Ok(newest.map(|newest| newest.path))
    }

    /// What the newest checkpoint holds of these parts, of which none is changed.
    pub(crate) fn newest(&mut self, parts: &[PartMut<'_>], progress: &Progress) -> Result<Option<Newest>> {
        self.claim()?;
        let entries = Entry::all(&self.folder)?;
        let path = entries.last().map(|newest| newest.path(&self.folder));
        path.map(|path| self.read(path, &entries, parts, progress)).transpose()
    }

    /// Takes the folder, so that no other run writes to it.
    #[cfg(feature = "run")]
    pub(crate) fn begin(&mut self) -> Result<()> {
        self.claim().map(drop)
    }

    /// Says that the checkpoints that are there are this run's own.
    pub(crate) fn go_on(&mut self) {
        self.resumed = true;
    }

    /// Saves a checkpoint and returns its folder; then removes those that are [not to be kept](Checkpoints::keep_last).
    ///
    /// # Errors
    ///
    /// If something cannot be written; all checkpoints that stand there are whole nevertheless. And if the folder holds
    /// checkpoints of another run: those that were there before and were not resumed.
    pub fn save(
        &mut self,
        model: &dyn Module,
        optimizer: &dyn Optimizer,
        progress: &Progress,
    ) -> Result<PathBuf> {
        self.save_parts(&[("model", model, Some(optimizer))], progress)
    }

    /// Like [`save`](Checkpoints::save), for several models: see [`resume_parts`](Checkpoints::resume_parts).
    ///
    /// # Errors
    ///
    /// As `save`, and if two parts have one name, or one that is not a file's.
    pub fn save_parts(&mut self, parts: &[Part<'_>], progress: &Progress) -> Result<PathBuf> {
        self.save_files(parts::files(parts)?, progress)
    }

    /// Like [`save_parts`](Checkpoints::save_parts), of the states of the parts, each under the name of its file.
    pub(crate) fn save_files(
        &mut self,
        mut files: Vec<(String, StateDict)>,
        progress: &Progress,
    ) -> Result<PathBuf> {
        files.push((PROGRESS.to_owned(), progress.to_state()));
        self.claim()?;
        let mut entries = Entry::all(&self.folder)?;
        if !self.resumed && !entries.is_empty() {
            return Err(unresumed(&self.folder, entries.len()));
        }
        let entry = Entry::after(&entries, progress.step, progress.score);
        let place = self.claim()?;
        let path = place.add(&entry.name(), &files)?;
        entries.push(entry);
        self.resumed = true;
        self.prune(&entries)?;
        Ok(path)
    }

    /// The folder of the newest checkpoint, if there is one.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub fn latest(&self) -> Result<Option<PathBuf>> {
        Ok(Entry::all(&self.folder)?.last().map(|entry| entry.path(&self.folder)))
    }

    /// The folder of the checkpoint with the highest score, if one has a score: its `model.safetensors` is the model to
    /// [`load`](crate::Checkpoint::load) and use.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub fn best(&self) -> Result<Option<PathBuf>> {
        Ok(by_score(&Entry::all(&self.folder)?).first().map(|entry| entry.path(&self.folder)))
    }

    /// Gives a model the values that it had in the checkpoint with the [highest score](Self::best), and returns the checkpoint's
    /// folder: for what comes after the training. Without a score the model stays as it is, and it returns `None`. A run does not
    /// go on from there: [`resume`](Self::resume) takes the newest one.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let (mut model, adam) = (Linear::new(2, 1, &mut rng(0)), Adam::new(1e-3));
    /// let mut checkpoints = Checkpoints::new(&folder).keep_last(1).keep_best(1);
    /// let mut progress = Progress::new(0);
    /// for accuracy in [0.5, 0.9, 0.7] {
    ///     model.bias.as_mut().unwrap().set_value([accuracy as f32]); // in the place of training
    ///     progress.score = Some(accuracy);
    ///     checkpoints.save(&model, &adam, &progress)?;
    /// }
    /// checkpoints.load_best(&mut model)?;
    /// assert_eq!(model.bias.unwrap().value().as_slice(), [0.9]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If the checkpoint cannot be read, or is of another model. The model is unchanged then.
    pub fn load_best(&self, model: &mut dyn Module) -> Result<Option<PathBuf>> {
        let best = self.best()?;
        best.iter().try_for_each(|best| model.load(best.join("model.safetensors")))?;
        Ok(best)
    }

    /// Reads a checkpoint, the newest one.
    fn read(
        &self,
        path: PathBuf,
        entries: &[Entry],
        parts: &[PartMut<'_>],
        progress: &Progress,
    ) -> Result<Newest> {
        let of_another = |error| misfit(&path, &error);
        parts::same_parts(&path, parts).map_err(of_another)?;
        let (mut states, found) = read(&path, parts).map_err(|error| damaged(&path, entries, &error))?;
        same_seed(&found, progress).map_err(of_another)?;
        let optimizers = states.iter_mut().filter_map(|(_, state)| state.as_mut());
        optimizers.for_each(|state| self.forget_accepted(state));
        Ok(Newest { path, states, progress: found })
    }

    fn claim(&mut self) -> Result<&Place> {
        if self.place.is_none() {
            self.place = Some(Place::claim(&self.folder)?);
        }
        Ok(self.place.as_ref().expect("just claimed"))
    }

    fn prune(&self, entries: &[Entry]) -> Result<()> {
        let remove = |entry: &Entry| self.place.iter().try_for_each(|place| place.remove(&entry.name()));
        self.keep.superfluous(entries).into_iter().try_for_each(remove)
    }

    fn forget_accepted(&self, state: &mut StateDict) {
        state.metadata_mut().retain(|name, _| !self.accepted.contains(name));
    }
}

/// What the newest checkpoint of a run holds.
pub(crate) struct Newest {
    pub(crate) path: PathBuf,
    pub(crate) states: Vec<States>,
    pub(crate) progress: Progress,
}

impl Newest {
    /// Loads it into the parts, all or none, and gives its progress.
    pub(crate) fn load(&self, parts: &mut [PartMut<'_>]) -> Result<Progress> {
        parts::load(parts, &self.states).map_err(|error| misfit(&self.path, &error))?;
        Ok(self.progress.clone())
    }
}

fn read(path: &Path, parts: &[PartMut<'_>]) -> Result<(Vec<States>, Progress)> {
    let states = parts::read(path, parts)?;
    Ok((states, Progress::from_state(StateDict::read(path.join(PROGRESS))?)?))
}
