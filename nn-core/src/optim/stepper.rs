//! The way of a step, the same for every optimizer: check, then walk over the model once and change it.

use super::net::Net;
use super::rule::Rule;
use super::search::Search;
use super::settings::Settings;
use crate::autodiff::{Gradients, IdMap, ParamId};
use crate::error::Result;
use crate::module::{AnyBuffer, AnyParam, Module, Path, VisitMut, VisitorMut};
use crate::storage::{AnyStorage, Float, SharedStorage, filled};

/// An optimizer: its settings, and what it remembers of each parameter.
#[derive(Clone)]
pub(super) struct Stepper<R> {
    pub(super) settings: Settings<R>,
    memory: IdMap<ParamId, Memory>,
}

/// What is remembered of a parameter.
#[derive(Clone)]
struct Memory {
    group: Option<usize>,
    len: usize,
    steps: u64,
    state: Vec<AnyStorage>,
}

impl<R: Rule> Stepper<R> {
    pub(super) fn new(rule: R) -> Self {
        Stepper { settings: Settings::new(rule), memory: IdMap::default() }
    }

    pub(super) fn step(&mut self, model: &mut dyn Module, mut gradients: Gradients) -> Result<()> {
        self.settings.check()?;
        Net::cast(model, &mut gradients).check()?;
        self.settings.check_patterns(model)?;
        let Stepper { settings, memory } = self;
        let search = Search::new(&gradients);
        let mut step = Step { settings, memory, gradients, search, numbers: None };
        model.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut step));
        Ok(())
    }
}

/// The walk that changes the model.
struct Step<'s, R: Rule> {
    settings: &'s Settings<R>,
    memory: &'s mut IdMap<ParamId, Memory>,
    gradients: Gradients,
    search: Search,
    /// The numbers of the parameter before, with the group and the step that they are for.
    numbers: Option<(Option<usize>, u64, R::Numbers)>,
}

impl<R: Rule> VisitorMut for Step<'_, R> {
    fn param(&mut self, at: &Path<'_>, param: &mut dyn AnyParam) {
        if !param.is_trainable() || at.is_frozen() {
            return;
        }
        if let Some(i) = self.search.find(&self.gradients, param.id()) {
            let (group, steps) = self.remember(at, param);
            let numbers = self.numbers(group, steps);
            let memory = self.memory.get_mut(&param.id()).expect("just remembered");
            let gradient = &self.gradients.params[i].value;
            memory.update_any(self.settings.rule_of(group), numbers, param, gradient);
        }
    }

    fn buffer(&mut self, _: &Path<'_>, buffer: &mut dyn AnyBuffer) {
        self.gradients.update(buffer);
    }
}

impl<R: Rule> Step<'_, R> {
    /// The parameter's group, and which step this is for it, counted from 1.
    fn remember(&mut self, at: &Path<'_>, param: &dyn AnyParam) -> (Option<usize>, u64) {
        let len = param.num_elements();
        let new = || Memory::new(self.settings.group_of(at), len);
        let memory = self.memory.entry(param.id()).or_insert_with(new);
        if memory.len != len {
            // A parameter that was given a value of another size begins anew.
            *memory = Memory::new(memory.group, len);
        }
        memory.steps += 1;
        (memory.group, memory.steps)
    }

    fn numbers(&mut self, group: Option<usize>, steps: u64) -> R::Numbers {
        match self.numbers {
            Some((g, s, numbers)) if (g, s) == (group, steps) => numbers,
            _ => {
                let numbers = self.settings.numbers(group, steps);
                self.numbers = Some((group, steps, numbers));
                numbers
            }
        }
    }
}

impl Memory {
    fn new(group: Option<usize>, len: usize) -> Self {
        Memory { group, len, steps: 0, state: Vec::new() }
    }

    fn update_any<R: Rule>(
        &mut self,
        rule: &R,
        numbers: R::Numbers,
        param: &mut dyn AnyParam,
        gradient: &AnyStorage,
    ) {
        let storage = param.storage_mut();
        if let Some(value) = storage.downcast_mut::<SharedStorage<f32>>() {
            self.update(rule, numbers, value.make_mut(), gradient);
        } else if let Some(value) = storage.downcast_mut::<SharedStorage<f64>>() {
            self.update(rule, numbers, value.make_mut(), gradient);
        }
    }

    fn update<R: Rule, A: Float>(
        &mut self,
        rule: &R,
        numbers: R::Numbers,
        value: &mut [A],
        gradient: &AnyStorage,
    ) {
        if self.steps == 1 {
            let state = |first| A::erase(SharedStorage::new(filled(value.len(), A::of(first))));
            self.state = rule.initial_state().into_iter().map(state).collect();
        }
        let gradient = gradient.as_slice().expect("a gradient has its parameter's element type");
        R::update(numbers, value, gradient, &mut self.state);
    }
}

/// Makes an optimizer of a struct around a [`Stepper`].
macro_rules! optimizer {
    ($name:ident) => {
        impl $name {
            /// The learning rate: for a group that is to have its own.
            pub fn lr(mut self, lr: f64) -> Self {
                self.0.settings.rule.lr = lr;
                self
            }

            /// Other settings for the parameters whose path matches `pattern`: `*` stands for any run of characters,
            /// dots included, `?` for any one. A parameter belongs to the first group that matches, or else to none.
            /// The group begins with what was set before it.
            ///
            /// ```
            /// use nn_core::prelude::*;
            ///
            #[doc = concat!("let optimizer = ", stringify!($name), "::new(1e-3)")]
            ///     .weight_decay(1e-2)
            ///     .group("*bias", |g| g.weight_decay(0.0))
            ///     .group("head.*", |g| g.lr(1e-4));
            /// ```
            pub fn group(mut self, pattern: &str, settings: impl FnOnce(Self) -> Self) -> Self {
                let group = settings($name(Stepper::new(self.0.settings.rule.clone())));
                self.0.settings.add_group(pattern, group.0.settings);
                self
            }
        }

        impl Optimizer for $name {
            fn step(&mut self, model: &mut dyn Module, gradients: Gradients) -> Result<()> {
                self.0.step(model, gradients)
            }

            fn learning_rate(&self) -> f64 {
                self.0.settings.lr()
            }

            fn set_learning_rate(&mut self, lr: f64) {
                self.0.settings.set_lr(lr);
            }

            fn initial_learning_rate(&self) -> f64 {
                self.0.settings.rule.lr
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.0.settings).finish()
            }
        }
    };
}

pub(super) use optimizer;
