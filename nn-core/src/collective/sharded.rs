//! An optimizer of whose state each rank keeps a part.

use super::bytes::{Reader, Writer};
use super::call::Call;
use super::optimizer::{Distributed, Steps, decode, encode};
use super::owners::Owners;
use super::world::World;
use crate::autodiff::{Gradients, IdMap, ParamId};
use crate::error::Result;
use crate::module::{AnyParam, Module, Path, Visit, VisitMut, Visitor, VisitorMut};
use crate::optim::Optimizer;
use crate::state::StateDict;
use crate::storage::AnyStorage;
use crate::tensor::AnyTensor;

/// Any optimizer, of which each rank steps a part of the parameters, and remembers what it has to of those alone: made by
/// [`World::sharded_optimizer`]. It is ZeRO's first stage: Rajbhandari et al., *ZeRO: memory optimizations toward training
/// trillion parameter models*, 2020, <https://arxiv.org/abs/1910.02054>.
///
/// Its steps give the bits of [`DistributedOptimizer`](super::DistributedOptimizer)'s. Its
/// [`state_dict`](Optimizer::state_dict) is this rank's part; [`gather_state`](Distributed::gather_state) gives the whole.
#[derive(Debug)]
pub struct ShardedOptimizer<O> {
    optimizer: O,
    steps: Steps,
    owners: Owners,
}

impl World {
    /// Like [`optimizer`](World::optimizer), but each rank keeps a part of what the optimizer remembers: for Adam, whose two
    /// moments take twice the memory of the parameters, two numbers for each parameter of its part, instead of for all. After
    /// each step the ranks send each other the new values.
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
    pub fn sharded_optimizer<O: Optimizer>(
        &self,
        mut optimizer: O,
        model: &mut dyn Module,
    ) -> Result<ShardedOptimizer<O>> {
        self.prepare(&mut optimizer, model)?;
        let mut sharded =
            ShardedOptimizer { optimizer, steps: Steps::new(self), owners: Owners::new(self.size(), model) };
        // What was remembered before is let go of, but for the own part.
        let state = sharded.optimizer.state_dict(model);
        sharded.load_state_dict(model, &state)?;
        Ok(sharded)
    }
}

impl<O> ShardedOptimizer<O> {
    /// As [`DistributedOptimizer::check_every`](super::DistributedOptimizer::check_every).
    pub fn check_every(mut self, steps: u64) -> Self {
        self.steps.interval = steps;
        self
    }

    /// Whether the parameter of this path belongs to this rank's part.
    pub fn owns(&self, path: &str) -> bool {
        self.owners.of_path(path) == Some(self.steps.world.rank())
    }
}

impl<O: Optimizer> Optimizer for ShardedOptimizer<O> {
    /// Takes the step of this rank's part, and gets the new values of the others.
    ///
    /// # Errors
    ///
    /// As [`DistributedOptimizer`](super::DistributedOptimizer)'s, and if the model has a parameter that it had not when the
    /// optimizer was made.
    fn step(&mut self, model: &mut dyn Module, mut gradients: Gradients) -> Result<()> {
        self.steps.begin(self.optimizer.learning_rate(), model, &gradients)?;
        let (world, mut stepped) = (&self.steps.world, IdMap::default());
        for gradient in &mut gradients.params {
            let owner = self.owners.of(gradient)?;
            gradient.stepped_elsewhere = owner != world.rank();
            stepped.insert(gradient.param, owner);
        }
        self.optimizer.step(model, gradients)?;
        let own = values(model, &stepped, world.rank());
        let all = world.gather(Call::Step, 0, Vec::new, own)?;
        let from = all.iter().map(|bytes| Reader(bytes)).collect();
        let mut receive = Receive { stepped: &stepped, rank: world.rank(), from, result: Ok(()) };
        model.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut receive));
        receive.result
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

    /// Takes this rank's part of a state.
    fn load_state_dict(&mut self, model: &dyn Module, state: &StateDict) -> Result<()> {
        let others = |name: &str| {
            let owner = name.rsplit_once('.').and_then(|(path, _)| self.owners.of_path(path));
            owner.is_some_and(|owner| owner != self.steps.world.rank())
        };
        let mut own: StateDict = state
            .iter()
            .filter(|(name, _)| !others(name))
            .map(|(name, tensor)| (name.to_owned(), tensor.clone()))
            .collect();
        *own.metadata_mut() = state.metadata().clone();
        self.optimizer.load_state_dict(model, &own)
    }
}

impl<O: Optimizer> Distributed for ShardedOptimizer<O> {
    fn gather_state(&self, model: &dyn Module) -> Result<StateDict> {
        let mut whole = self.optimizer.state_dict(model);
        let parts =
            self.steps.world.gather(Call::Save, 0, Vec::new, encode(std::slice::from_ref(&whole))?)?;
        for part in parts {
            whole.extend(decode(&mut Reader(&part))?);
        }
        Ok(whole)
    }
}

/// The values of the parameters that a rank has stepped, in the order of visiting.
fn values(model: &dyn Module, stepped: &IdMap<ParamId, usize>, rank: usize) -> Vec<u8> {
    let mut send = Send { stepped, rank, to: Writer::default() };
    model.visit(&Path::ROOT, &mut Visit::new(&mut send));
    send.to.0
}

struct Send<'a> {
    stepped: &'a IdMap<ParamId, usize>,
    rank: usize,
    to: Writer,
}

impl Visitor for Send<'_> {
    fn param(&mut self, _: &Path<'_>, param: &dyn AnyParam) {
        if self.stepped.get(&param.id()) == Some(&self.rank) {
            self.to.storage(param.value().storage());
        }
    }
}

/// Gives the model the values that the other ranks have stepped.
struct Receive<'a> {
    stepped: &'a IdMap<ParamId, usize>,
    rank: usize,
    from: Vec<Reader<'a>>,
    result: Result<()>,
}

impl VisitorMut for Receive<'_> {
    fn param(&mut self, _: &Path<'_>, param: &mut dyn AnyParam) {
        let Some(&owner) = self.stepped.get(&param.id()) else { return };
        if owner == self.rank || self.result.is_err() {
            return;
        }
        let old = param.value();
        match self.from[owner].storage(old.dtype()) {
            Ok(value) => set(param, &old, value),
            Err(error) => self.result = Err(error),
        }
    }
}

/// Gives a parameter a value of its own shape, where it is.
fn set(param: &mut dyn AnyParam, old: &AnyTensor, value: AnyStorage) {
    let device = crate::device::Input::device(old.storage()).cloned().unwrap_or_default();
    let value = AnyTensor::new(old.shape(), value.to(&device));
    param.set_value(value).expect("all ranks have a parameter of this shape and type");
}
