//! A run that can be interrupted.

use nn_core::device::{Device, Transfers};
use nn_core::prelude::*;

use crate::keeping::Keeping;
use crate::{Args, Bar};

/// So many steps are lost at most when a run is killed.
const STEPS_BETWEEN_CHECKPOINTS: u64 = 20;

/// Where a run stands, with its progress bar and what `--resume` or `--run` keeps of it.
pub struct Run {
    /// The number of the epoch, of its batch, and of the step.
    pub progress: Progress,
    epochs: u64,
    bar: Bar,
    keeping: Keeping,
    device: Device,
    /// The transfers of the last step, and of all before the next.
    transfers: (Transfers, Transfers),
}

impl Run {
    /// A run of `epochs` of `steps` each, which take so many samples: from the beginning, or from where the run of
    /// `--resume` or `--run` was interrupted.
    ///
    /// # Errors
    ///
    /// If there is a checkpoint that is damaged or of another run: see [`Checkpoints::resume`].
    pub fn begin(
        args: &Args,
        epochs: usize,
        (steps, samples): (usize, usize),
        model: &mut dyn Module,
        optimizer: &mut dyn Optimizer,
    ) -> nn_core::Result<Run> {
        let mut progress = Progress::new(args.seed);
        let mut keeping = Keeping::new(args, model)?;
        let mut bar = Bar::new(epochs, steps, samples);
        if keeping.resume(model, optimizer, &mut progress)? {
            let losses = progress.extra.get("losses").and_then(|losses| losses.as_slice::<f32>());
            bar.skip(progress.epoch as usize, progress.step, losses.unwrap_or_default().to_vec());
        }
        let (device, transfers) = (args.device.clone(), (Transfers::default(), args.device.transfers()));
        Ok(Run { progress, epochs: epochs as u64, bar, keeping, device, transfers })
    }

    /// Whether epochs are left.
    pub fn goes_on(&self) -> bool {
        self.progress.epoch < self.epochs
    }

    /// The folder of `--run`, for whatever else is to be seen there.
    pub fn kept(&mut self) -> Option<&mut nn_core::run::Run> {
        self.keeping.run()
    }

    /// Whether there will be checkpoints.
    pub fn is_kept(&self) -> bool {
        !matches!(self.keeping, Keeping::Nothing)
    }

    /// Logs from time to time how the gradients of a step are distributed, if the run is kept.
    ///
    /// # Errors
    ///
    /// If they cannot be written.
    pub fn look_at(&mut self, gradients: &Gradients, model: &dyn Module) -> nn_core::Result<()> {
        let step = self.progress.step;
        match self.keeping.run() {
            Some(run) if step.is_multiple_of(STEPS_BETWEEN_CHECKPOINTS) => {
                run.gradient_histograms(step, gradients, model)
            }
            _ => Ok(()),
        }
    }

    /// Counts a step and its loss, and saves a checkpoint from time to time.
    ///
    /// # Errors
    ///
    /// If a checkpoint cannot be written.
    pub fn end_step(
        &mut self,
        loss: f32,
        model: &dyn Module,
        optimizer: &dyn Optimizer,
    ) -> nn_core::Result<()> {
        self.bar.step(loss);
        if let Some(run) = self.keeping.run() {
            run.scalar("loss/train", self.progress.step, loss)?;
        }
        self.progress.end_batch();
        let now = self.device.transfers();
        self.transfers = (now.since(self.transfers.1), now);
        match self.progress.step.is_multiple_of(STEPS_BETWEEN_CHECKPOINTS) {
            true => self.save(model, optimizer),
            false => Ok(()),
        }?;
        self.transfers.1 = self.device.transfers();
        Ok(())
    }

    /// Ends an epoch with a line of its mean loss and the scores, from 0 to 1, and saves a checkpoint. The last of the
    /// scores is what a model is the best by.
    ///
    /// # Errors
    ///
    /// If a checkpoint cannot be written.
    pub fn end_epoch(
        &mut self,
        scores: &[(&str, f64)],
        model: &dyn Module,
        optimizer: &dyn Optimizer,
    ) -> nn_core::Result<()> {
        self.bar.end_epoch(scores);
        self.progress.end_epoch();
        self.progress.score = scores.last().map(|(_, score)| *score);
        self.keeping.end_epoch(self.progress.step, scores, model)?;
        self.save(model, optimizer)?;
        if !self.goes_on() {
            self.bar.clear();
        }
        if !self.device.is_host() && !self.goes_on() {
            let Transfers { to_device, to_host, fallbacks, .. } = self.transfers.0;
            println!(
                "transfers of a step: {to_device} to the device, {to_host} to the host, {fallbacks} of them by operations"
            );
        }
        self.transfers.1 = self.device.transfers();
        Ok(())
    }

    fn save(&mut self, model: &dyn Module, optimizer: &dyn Optimizer) -> nn_core::Result<()> {
        if self.is_kept() {
            self.progress.extra.insert("losses", Tensor::from(self.bar.losses().to_vec()));
        }
        self.keeping.save(model, optimizer, &self.progress)
    }
}
