//! A step of which each rank takes a part.

use super::bytes::{Reader, Writer};
use super::call::Call;
use super::owners::Owners;
use super::world::World;
use crate::autodiff::{Gradients, IdMap, ParamId};
use crate::error::Result;
use crate::module::{AnyParam, Module, Path, Visit, VisitMut, Visitor, VisitorMut};
use crate::optim::Optimizer;
use crate::state::StateDict;
use crate::storage::AnyStorage;
use crate::tensor::AnyTensor;

impl Owners {
    /// Takes the step of this rank's parameters, and gets the new values of the others.
    pub(super) fn step(
        &self,
        world: &World,
        optimizer: &mut dyn Optimizer,
        model: &mut dyn Module,
        mut gradients: Gradients,
    ) -> Result<()> {
        let mut stepped = IdMap::default();
        for gradient in &mut gradients.params {
            let owner = self.of(gradient)?;
            gradient.stepped_elsewhere = owner != world.rank();
            stepped.insert(gradient.param, owner);
        }
        optimizer.step(model, gradients)?;
        let own = values(model, &stepped, world.rank());
        let all = world.gather(Call::Step, 0, Vec::new, own)?;
        let from = all.iter().map(|bytes| Reader(bytes)).collect();
        let mut receive = Receive { stepped: &stepped, rank: world.rank(), from, result: Ok(()) };
        model.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut receive));
        receive.result
    }

    /// What a state holds of a rank's parameters, with its notes.
    pub(super) fn part_of(&self, state: &StateDict, rank: usize) -> StateDict {
        let is_own = |name: &str| {
            let owner = name.rsplit_once('.').and_then(|(path, _)| self.of_path(path));
            owner.is_none_or(|owner| owner == rank)
        };
        let own = state.iter().filter(|(name, _)| is_own(name));
        let mut own: StateDict = own.map(|(name, tensor)| (name.to_owned(), tensor.clone())).collect();
        *own.metadata_mut() = state.metadata().clone();
        own
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
