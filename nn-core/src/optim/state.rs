//! What an optimizer remembers, by path: out of it and into it.

use std::collections::HashMap;

use num_traits::ToPrimitive;

use super::rule::Rule;
use super::settings::Settings;
use super::stepper::{Memory, Stepper};
use crate::autodiff::ParamId;
use crate::error::{Error, Mismatch, Result, listed};
use crate::module::{AnyParam, Module, Path, Visit, Visitor};
use crate::state::{StateDict, fit};
use crate::storage::{Element, Float, SharedStorage, dispatch};
use crate::tensor::{AnyTensor, Tensor};

impl<R: Rule> Stepper<R> {
    pub(super) fn state_dict(&self, model: &dyn Module) -> StateDict {
        let mut state = StateDict::new();
        for slot in Slot::all(&self.settings, model) {
            let memory = self.memory.get(&slot.id);
            // What no longer fits begins anew at the next step.
            if let Some(memory) = memory.filter(|memory| memory.fits(slot.value.shape(), &slot.names)) {
                slot.give(memory, &mut state);
            }
        }
        *state.metadata_mut() = self.settings.notes();
        state
    }

    pub(super) fn load_state_dict(&mut self, model: &dyn Module, state: &StateDict) -> Result<()> {
        let slots = Slot::all(&self.settings, model);
        let differences = self.settings.differences(state.metadata());
        let memories = match (fitted(&slots, state), differences.is_empty()) {
            (Ok(memories), true) => memories,
            (fitted, _) => return Err(refusal(R::NAME, differences, fitted.err())),
        };
        slots.iter().for_each(|slot| drop(self.memory.remove(&slot.id)));
        self.memory.extend(memories);
        self.settings.take_over_rate(state.metadata());
        Ok(())
    }
}

/// The error about settings that differ, with the one about tensors that do not fit, if there is one.
fn refusal(optimizer: &str, differences: Vec<Mismatch>, misfit: Option<Error>) -> Error {
    let misfit = misfit.map(|error| error.within(optimizer));
    if differences.is_empty() {
        return misfit.expect("one of both is wrong");
    }
    let mut lines = vec![format!("{optimizer}: the state is of other settings, and nothing is loaded:")];
    lines.extend(listed(&differences, |Mismatch { name, expected, found }| {
        format!("another setting: `{name}` is {found} there and {expected} here")
    }));
    let remedy = "to go on with another setting on purpose, remove its note: `state.metadata_mut().remove(\"lr\")`, or \
                  for checkpoints `checkpoints.accept(\"lr\")`";
    lines.push(remedy.to_owned());
    lines.extend(misfit.as_ref().map(Error::to_string));
    let mut error = misfit.unwrap_or_else(|| Error::state_dict(""));
    if let Error::StateDict { message, mismatched, .. } = &mut error {
        *message = lines.join("\n");
        mismatched.splice(..0, differences);
    }
    error
}

/// The memories of all parameters that the state knows, or everything by which it does not fit.
fn fitted(slots: &[Slot], state: &StateDict) -> Result<Vec<(ParamId, Memory)>> {
    let (known, unknown): (Vec<&Slot>, Vec<&Slot>) = slots.iter().partition(|slot| slot.is_in(state));
    let mut wanted = StateDict::new();
    known.iter().for_each(|slot| slot.want(state, &mut wanted));
    if state.names().any(|name| wanted.get(name).is_none()) {
        // A parameter that was never stepped has no state. But where names are left over, it may be theirs.
        unknown.iter().filter(|slot| slot.trainable).for_each(|slot| slot.want(state, &mut wanted));
    }
    let mut values = fit(&wanted, state).map_err(|misfit| misfit.into_error("the state"))?;
    known.iter().map(|slot| Ok((slot.id, slot.memory(&mut values)?))).collect()
}

/// A parameter, and the names under which a state dict holds what is remembered of it.
struct Slot {
    id: ParamId,
    trainable: bool,
    value: AnyTensor,
    names: Vec<&'static str>,
    /// The path of each.
    states: Vec<String>,
    step: Option<String>,
}

impl Slot {
    fn all<R: Rule>(settings: &Settings<R>, model: &dyn Module) -> Vec<Slot> {
        let mut collect = Collect { settings, slots: Vec::new() };
        model.visit(&Path::ROOT, &mut Visit::new(&mut collect));
        collect.slots
    }

    fn give(&self, memory: &Memory, state: &mut StateDict) {
        for (name, storage) in self.states.iter().zip(&memory.state) {
            state.register(name.clone(), AnyTensor::new(self.value.shape(), storage.clone()));
        }
        if let Some(step) = &self.step {
            state.register(step.clone(), Tensor::from(memory.steps as i64).into());
        }
    }

    fn is_in(&self, state: &StateDict) -> bool {
        self.states.iter().chain(&self.step).any(|name| state.get(name).is_some())
    }

    /// Adds what a state dict must hold for the parameter. A step count may be of any type: PyTorch's is a float.
    fn want(&self, given: &StateDict, wanted: &mut StateDict) {
        self.states.iter().for_each(|name| wanted.register(name.clone(), self.value.clone()));
        if let Some(step) = &self.step {
            let count = given.get(step).cloned().unwrap_or_else(|| Tensor::from(0i64).into());
            wanted.register(step.clone(), count);
        }
    }

    fn memory(&self, values: &mut HashMap<String, AnyTensor>) -> Result<Memory> {
        const FOUND: &str = "the names were seen to fit";
        let mut memory = Memory::new(self.value.shape());
        let states = self.states.iter().map(|name| values.remove(name).expect(FOUND).storage().clone());
        (memory.names, memory.state) = (self.names.clone(), states.collect());
        memory.steps = match &self.step {
            Some(step) => count(step, &values.remove(step).expect(FOUND))?,
            // It was stepped, or it had no state.
            None => 1,
        };
        Ok(memory)
    }
}

/// A number of steps.
fn count(name: &str, tensor: &AnyTensor) -> Result<u64> {
    let float = |x: f64| (x >= 0.0 && x.fract() == 0.0).then_some(x as u64);
    let whole = dispatch!(
        tensor.storage(),
        floats s => single(s).and_then(|steps| float(steps.to_double())),
        integers s => single(s).and_then(|steps| steps.to_u64()),
        others _ => None,
    );
    whole.ok_or_else(|| {
        let kind = (tensor.dtype(), tensor.shape());
        let expected = "expected a single whole number of steps";
        Error::state_dict(format!("the state is damaged: `{name}` is {} {:?}, {expected}", kind.0, kind.1))
    })
}

fn single<A: Element>(elements: &SharedStorage<A>) -> Option<A> {
    match elements.as_slice() {
        &[element] => Some(element),
        _ => None,
    }
}

struct Collect<'s, R> {
    settings: &'s Settings<R>,
    slots: Vec<Slot>,
}

impl<R: Rule> Visitor for Collect<'_, R> {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        let rule = self.settings.rule_of(self.settings.group_of(at));
        let below = |name: &str| String::from(&at.field(name));
        self.slots.push(Slot {
            id: param.id(),
            trainable: param.is_trainable() && !at.is_frozen(),
            value: param.value(),
            states: rule.names().into_iter().map(below).collect(),
            names: rule.names(),
            step: rule.remembers_step().then(|| below("step")),
        });
    }
}
