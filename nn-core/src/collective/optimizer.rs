//! An optimizer that takes the same step on all ranks.

use super::bytes::{Reader, Writer};
use super::call::Call;
use super::layout::{Layout, checksums};
use super::world::World;
use crate::autodiff::Gradients;
use crate::error::{Error, Result};
use crate::module::Module;
use crate::optim::Optimizer;
use crate::state::{Checkpoint, StateDict};

/// After so many steps the ranks compare what they hold, unless
/// [`check_every`](DistributedOptimizer::check_every) says something else.
const INTERVAL: u64 = 100;

/// Any optimizer, around which the ranks of a [`World`] see to it that they take the same steps: made by
/// [`World::optimizer`].
///
/// It is used as the optimizer in it is, with the gradients of [`World::gradients`].
#[derive(Debug)]
pub struct DistributedOptimizer<O> {
    optimizer: O,
    steps: Steps,
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
        Ok(DistributedOptimizer { optimizer, steps: Steps::new(self) })
    }

    /// Compares a model and its optimizer on all ranks, and gives all the values of rank 0.
    pub(super) fn prepare(&self, optimizer: &mut dyn Optimizer, model: &mut dyn Module) -> Result<()> {
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

/// The steps that all ranks take together.
#[derive(Debug)]
pub(super) struct Steps {
    pub(super) world: World,
    /// How many were begun.
    count: u64,
    pub(super) interval: u64,
}

impl Steps {
    pub(super) fn new(world: &World) -> Self {
        Steps { world: world.clone(), count: 0, interval: INTERVAL }
    }

    /// An error on all ranks unless all are about to take the same step.
    pub(super) fn begin(&mut self, lr: f64, model: &dyn Module, gradients: &Gradients) -> Result<()> {
        if !gradients.of_all_ranks {
            return Err(Error::optimizer(
                "these gradients are of one rank alone, and to step by them would let the models of the ranks drift apart; \
                 take those of `world.gradients(&model, &batch, |shard| ..)`, which are of all ranks",
            ));
        }
        let mut facts = vec![
            ("the step of the optimizer".to_owned(), self.count.to_string()),
            ("the learning rate".to_owned(), format!("{lr:?}")),
        ];
        if self.interval > 0 && self.count.is_multiple_of(self.interval) {
            facts.extend(checksums(model));
        }
        self.count += 1;
        self.world.agree(Call::Step, facts)
    }
}

impl<O> DistributedOptimizer<O> {
    /// Compares the values of the model on all ranks before the first step and then before every so many-th, by default
    /// every hundredth; 0 compares never. It costs as much as reading the model once.
    pub fn check_every(mut self, steps: u64) -> Self {
        self.steps.interval = steps;
        self
    }

    /// The optimizer itself.
    pub fn into_inner(self) -> O {
        self.optimizer
    }
}

impl<O: Optimizer> Distributed for DistributedOptimizer<O> {
    fn gather_state(&self, model: &dyn Module) -> Result<StateDict> {
        Ok(self.optimizer.state_dict(model))
    }
}

impl<O: Optimizer> Optimizer for DistributedOptimizer<O> {
    /// Takes the same step on all ranks.
    ///
    /// # Errors
    ///
    /// As the optimizer in it; if the gradients are of this rank alone; and on all ranks, before anything is changed, if one
    /// has another learning rate, or, now and then, if its model has [drifted](World::verify).
    fn step(&mut self, model: &mut dyn Module, gradients: Gradients) -> Result<()> {
        self.steps.begin(self.optimizer.learning_rate(), model, &gradients)?;
        self.optimizer.step(model, gradients)
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

    fn state_dict(&self, model: &dyn Module) -> StateDict {
        self.optimizer.state_dict(model)
    }

    fn load_state_dict(&mut self, model: &dyn Module, state: &StateDict) -> Result<()> {
        self.optimizer.load_state_dict(model, state)
    }
}
