//! Where a run is kept, so that it can be interrupted and watched.

use nn_core::prelude::*;
use nn_core::run::Run;

use crate::{Args, pictures};

/// What the command line asks for.
pub(crate) enum Keeping {
    Nothing,
    /// `--resume`
    Checkpoints(Checkpoints),
    /// `--run`
    Run(Box<Run>),
}

impl Keeping {
    /// Opens what the arguments name.
    pub(crate) fn new(args: &Args, model: &dyn Module) -> nn_core::Result<Keeping> {
        Ok(match (&args.run, &args.resume) {
            (Some(folder), _) => {
                Keeping::Run(Box::new(Run::open(folder, &args.settings(model.num_parameters()))?))
            }
            (None, Some(folder)) => Keeping::Checkpoints(Checkpoints::new(folder)),
            (None, None) => Keeping::Nothing,
        })
    }

    /// Goes on from the last checkpoint, if there is one.
    pub(crate) fn resume(
        &mut self,
        model: &mut dyn Module,
        optimizer: &mut dyn Optimizer,
        progress: &mut Progress,
    ) -> nn_core::Result<bool> {
        let from = match self {
            Keeping::Nothing => None,
            Keeping::Checkpoints(checkpoints) => checkpoints.resume(model, optimizer, progress)?,
            Keeping::Run(run) => run.resume(model, optimizer, progress)?,
        };
        from.iter().for_each(|from| println!("goes on from {}", from.display()));
        Ok(from.is_some())
    }

    pub(crate) fn save(
        &mut self,
        model: &dyn Module,
        optimizer: &dyn Optimizer,
        progress: &Progress,
    ) -> nn_core::Result<()> {
        match self {
            Keeping::Nothing => Ok(()),
            Keeping::Checkpoints(checkpoints) => checkpoints.save(model, optimizer, progress).map(drop),
            Keeping::Run(run) => run.save(model, optimizer, progress).map(drop),
        }
    }

    /// The run that is kept whole, if one is.
    pub(crate) fn run(&mut self) -> Option<&mut Run> {
        match self {
            Keeping::Run(run) => Some(run),
            _ => None,
        }
    }

    /// Logs what an epoch has come to.
    pub(crate) fn end_epoch(
        &mut self,
        step: u64,
        scores: &[(&str, f64)],
        model: &dyn Module,
    ) -> nn_core::Result<()> {
        let Some(run) = self.run() else { return Ok(()) };
        for (name, score) in scores {
            run.scalar(&format!("accuracy/{name}"), step, *score)?;
        }
        run.weight_histograms(step, model)?;
        pictures::draw(run, step, scores, model)
    }
}
