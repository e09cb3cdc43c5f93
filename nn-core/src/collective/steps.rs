//! The steps that all ranks take together.

use super::call::Call;
use super::layout::checksums;
use super::world::World;
use crate::autodiff::Gradients;
use crate::error::{Error, Result};
use crate::module::Module;

/// After so many steps the ranks compare what they hold, unless
/// [`check_every`](super::DistributedOptimizer::check_every) says something else.
const INTERVAL: u64 = 100;

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
