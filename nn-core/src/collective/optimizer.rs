//! An optimizer that takes the same step on all ranks.

use super::bytes::{Reader, Writer};
use super::call::Call;
use super::fact::Fact;
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
    world: World,
    /// The number of steps that were tried.
    steps: u64,
    interval: u64,
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
        self.check_shards()?;
        let mut facts = vec![("the number of shards".to_owned(), self.shards().to_string())];
        facts.extend(optimizer.state_dict(model).metadata().clone());
        facts.extend(Layout::of(model).facts);
        self.agree(Call::Optimizer, facts)?;
        if self.size() > 1 {
            let states = self
                .broadcast(Call::Optimizer, || encode(&[model.state_dict(), optimizer.state_dict(model)]))?;
            if self.rank() > 0 {
                load(&mut Reader(&states), model, &mut optimizer)?;
            }
        }
        Ok(DistributedOptimizer { optimizer, world: self.clone(), steps: 0, interval: INTERVAL })
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

/// Gives a model and its optimizer the states that another rank has sent.
pub(super) fn load(
    from: &mut Reader<'_>,
    model: &mut dyn Module,
    optimizer: &mut dyn Optimizer,
) -> Result<()> {
    model.load_state_dict(&StateDict::from_bytes(from.bytes()?)?)?;
    optimizer.load_state_dict(model, &StateDict::from_bytes(from.bytes()?)?)
}

impl<O> DistributedOptimizer<O> {
    /// Compares the values of the model on all ranks before the first step and then before every so-many-th, by default
    /// every hundredth; 0 compares never. It costs as much as reading the model once.
    pub fn check_every(mut self, steps: u64) -> Self {
        self.interval = steps;
        self
    }

    /// The optimizer itself.
    pub fn into_inner(self) -> O {
        self.optimizer
    }
}

impl<O: Optimizer> DistributedOptimizer<O> {
    /// What must be the same on all ranks before a step.
    fn facts(&self, model: &dyn Module) -> Vec<Fact> {
        let mut facts = vec![
            ("the step of the optimizer".to_owned(), self.steps.to_string()),
            ("the learning rate".to_owned(), format!("{:?}", self.optimizer.learning_rate())),
        ];
        if self.interval > 0 && self.steps.is_multiple_of(self.interval) {
            facts.extend(checksums(model));
        }
        facts
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
        if !gradients.of_all_ranks {
            return Err(Error::optimizer(
                "these gradients are of one rank alone, and to step by them would let the models of the ranks drift apart; \
                 take those of `world.gradients(&model, &batch, |shard| ..)`, which are of all ranks",
            ));
        }
        let facts = self.facts(model);
        self.world.agree(Call::Step, facts)?;
        self.steps += 1;
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
