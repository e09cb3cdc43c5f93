//! An optimizer whose steps all ranks take together.

use super::bytes::{Reader, Writer};
use super::call::Call;
use super::layout::{Layout, checksums};
use super::owners::Owners;
use super::steps::Steps;
use super::world::World;
use crate::autodiff::Gradients;
use crate::error::Result;
use crate::module::Module;
use crate::optim::Optimizer;
use crate::state::{Checkpoint, StateDict};

/// Any optimizer, around which the ranks of a [`World`] see to it that they take the same steps: made by
/// [`World::optimizer`], or, where each rank steps and remembers a part of the parameters, by [`World::sharded_optimizer`].
///
/// It is used as the optimizer in it is, with the gradients of [`World::gradients`].
#[derive(Debug)]
pub struct DistributedOptimizer<O> {
    optimizer: O,
    steps: Steps,
    /// Whose each parameter is, if they are shared out.
    owners: Option<Owners>,
}

/// An optimizer whose steps all ranks of a world take together: what a [`World`] can [save](World::save).
pub trait Distributed: Optimizer {
    /// What the optimizer remembers of all parameters, on whichever rank. All ranks call it together.
    ///
    /// # Errors
    ///
    /// If a rank is elsewhere or gone.
    fn gather_state(&self, model: &dyn Module) -> Result<StateDict>;
}

impl World {
    /// Prepares a model and its optimizer for steps that all ranks take together: compares them on all ranks, and gives all
    /// of them the values of rank 0, those of the model and what the optimizer remembers.
    ///
    /// # Errors
    ///
    /// On all ranks, before anything is sent, if a rank has another parameter or buffer, another order, shape or element type,
    /// something else frozen, another optimizer or other settings: the error names the rank and the path or the setting. And
    /// if the ranks cannot share the shards evenly.
    pub fn optimizer<O: Optimizer>(
        &self,
        mut optimizer: O,
        model: &mut dyn Module,
    ) -> Result<DistributedOptimizer<O>> {
        self.prepare(&mut optimizer, model)?;
        Ok(DistributedOptimizer { optimizer, steps: Steps::new(self), owners: None })
    }

    /// Like [`optimizer`](World::optimizer), but each rank steps a part of the parameters, and remembers what it has to of those
    /// alone: for Adam, whose two moments take twice the memory of the parameters, two numbers for each parameter of its part,
    /// instead of for all. After each step the ranks send each other the new values. The bits are the same. It is ZeRO's first
    /// stage: Rajbhandari et al., *ZeRO: memory optimizations toward training trillion parameter models*, 2020,
    /// <https://arxiv.org/abs/1910.02054>.
    ///
    /// The parts are whole parameters, in the order of declaration, so that one large parameter is one rank's.
    ///
    /// ```
    /// use nn_core::collective::threads;
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// threads(2, |world| {
    ///     let mut model = (Linear::new(4, 8, &mut rng(0)), Relu, Linear::new(8, 2, &mut rng(1)));
    ///     let adam = world.sharded_optimizer(Adam::new(1e-3), &mut model)?;
    ///     assert!(adam.owns("0.weight") == (world.rank() == 0));
    ///     Ok(())
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`optimizer`](World::optimizer).
    #[doc(alias("ZeroRedundancyOptimizer", "ZeRO"))]
    pub fn sharded_optimizer<O: Optimizer>(
        &self,
        mut optimizer: O,
        model: &mut dyn Module,
    ) -> Result<DistributedOptimizer<O>> {
        self.prepare(&mut optimizer, model)?;
        let owners = Some(Owners::new(self.size(), model));
        let mut sharded = DistributedOptimizer { optimizer, steps: Steps::new(self), owners };
        // What was remembered before is let go of, but for the own part.
        let state = sharded.optimizer.state_dict(model);
        sharded.load_state_dict(model, &state)?;
        Ok(sharded)
    }

    /// Compares a model and its optimizer on all ranks, and gives all the values of rank 0.
    fn prepare(&self, optimizer: &mut dyn Optimizer, model: &mut dyn Module) -> Result<()> {
        self.check_shards()?;
        let mut facts = vec![("the number of shards".to_owned(), self.shards().to_string())];
        facts.extend(optimizer.state_dict(model).metadata().clone());
        facts.push(("unused parameters".to_owned(), optimizer.refused()));
        facts.extend(Layout::of(model).facts);
        self.agree(Call::Optimizer, facts)?;
        if self.size() == 1 {
            return Ok(());
        }
        let make = || encode(&[model.state_dict(), optimizer.state_dict(model)]);
        let states = self.broadcast(Call::Optimizer, make)?;
        let mut states = Reader(&states);
        if self.rank() > 0 {
            model.load_state_dict(&decode(&mut states)?)?;
            optimizer.load_state_dict(model, &decode(&mut states)?)?;
        }
        Ok(())
    }

    /// Compares the values of a model on all ranks: whether they have drifted apart, as by a value that one of them has set.
    ///
    /// # Errors
    ///
    /// On all ranks, if they have: the error names the rank and the first parameter or buffer.
    pub fn verify(&self, model: &dyn Module) -> Result<()> {
        self.agree(Call::Verify, checksums(model))
    }
}

/// The states of a model and of its optimizer, for another rank.
pub(super) fn encode(states: &[StateDict]) -> Result<Vec<u8>> {
    let mut writer = Writer::default();
    states.iter().try_for_each(|state| {
        writer.bytes(&state.to_bytes()?);
        Ok(())
    })?;
    Ok(writer.0)
}

/// One of the states that another rank has sent.
pub(super) fn decode(from: &mut Reader<'_>) -> Result<StateDict> {
    StateDict::from_bytes(from.bytes()?)
}

impl<O> DistributedOptimizer<O> {
    /// Compares the values of the model on all ranks before the first step and then before every so many-th, by default
    /// every hundredth; 0 compares never. It costs as much as reading the model once.
    pub fn check_every(mut self, steps: u64) -> Self {
        self.steps.interval = steps;
        self
    }

    /// Whether this rank steps the parameter of this path: each does, unless they are
    /// [shared out](World::sharded_optimizer).
    pub fn owns(&self, path: &str) -> bool {
        let is_own = |owners: &Owners| owners.of_path(path) == Some(self.steps.world.rank());
        self.owners.as_ref().is_none_or(is_own)
    }

    /// The optimizer itself.
    pub fn into_inner(self) -> O {
        self.optimizer
    }
}

impl<O: Optimizer> Distributed for DistributedOptimizer<O> {
    fn gather_state(&self, model: &dyn Module) -> Result<StateDict> {
        let mut whole = self.optimizer.state_dict(model);
        if self.owners.is_none() {
            return Ok(whole);
        }
        let own = encode(std::slice::from_ref(&whole))?;
        for part in self.steps.world.gather(Call::Save, 0, Vec::new, own)? {
            whole.extend(decode(&mut Reader(&part))?);
        }
        Ok(whole)
    }
}

impl<O: Optimizer> Optimizer for DistributedOptimizer<O> {
    /// Takes the same step on all ranks, or that of this rank's part, and gets the new values of the others.
    ///
    /// # Errors
    ///
    /// As the optimizer in it; if the gradients are of this rank alone; on all ranks, before anything is changed, if one
    /// has another learning rate, or, now and then, if its model has [drifted](World::verify); and if the parameters are shared
    /// out and the model has one that it had not then.
    fn step(&mut self, model: &mut dyn Module, gradients: Gradients) -> Result<()> {
        self.steps.begin(self.optimizer.learning_rate(), model, &gradients)?;
        match &self.owners {
            None => self.optimizer.step(model, gradients),
            Some(owners) => owners.step(&self.steps.world, &mut self.optimizer, model, gradients),
        }
    }

    fn learning_rate(&self) -> f64 {
        self.optimizer.learning_rate()
    }

    fn set_learning_rate(&mut self, lr: f64) {
        self.optimizer.set_learning_rate(lr);
    }

    fn initial_learning_rate(&self) -> f64 {
        self.optimizer.initial_learning_rate()
    }

    /// What this rank remembers: see [`gather_state`](Distributed::gather_state) for what all do.
    fn state_dict(&self, model: &dyn Module) -> StateDict {
        self.optimizer.state_dict(model)
    }

    /// Takes what this rank steps of a state.
    fn load_state_dict(&mut self, model: &dyn Module, state: &StateDict) -> Result<()> {
        match &self.owners {
            None => self.optimizer.load_state_dict(model, state),
            Some(owners) => {
                let own = owners.part_of(state, self.steps.world.rank());
                self.optimizer.load_state_dict(model, &own)
            }
        }
    }
}
