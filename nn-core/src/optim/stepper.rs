//! The way of a step, the same for every optimizer: check, then walk over the model once and change it.

use ndarray::{Dimension, IxDyn};

use super::fingerprint::Fingerprint;
use super::pending::PendingUpdates;
use super::registration::Registration;
use super::rule::Rule;
use super::search::GradientSearch;
use super::settings::Settings;
use crate::autodiff::{Gradients, IdMap, ParamId};
use crate::device::{self, Device, Kernel, Update};
use crate::error::{Error, Result};
use crate::module::{AnyBuffer, AnyParam, Module, Path, VisitMut, VisitorMut, agree};
use crate::storage::{AnyStorage, Float, SharedStorage, dispatch};

/// An optimizer: its settings, and what it remembers of each parameter.
#[derive(Clone)]
pub(super) struct Stepper<R> {
    pub(super) settings: Settings<R>,
    pub(super) memory: IdMap<ParamId, Memory>,
    /// The fingerprint of the model whose walks and patterns were checked last.
    checked: Option<u64>,
}

/// What is remembered of a parameter: its moments are its own, wherever it stands, as long as its shape and what moments
/// there are stay. Its group is that of its place.
#[derive(Clone)]
pub(super) struct Memory {
    group: Option<usize>,
    /// The fingerprint of the model in which the group was looked for.
    model: Option<u64>,
    shape: IxDyn,
    pub(super) steps: u64,
    /// The names of the moments.
    pub(super) names: Vec<&'static str>,
    pub(super) state: Vec<AnyStorage>,
}

impl<R: Rule> Stepper<R> {
    pub(super) fn new(rule: R) -> Self {
        Stepper { settings: Settings::new(rule), memory: IdMap::default(), checked: None }
    }

    pub(super) fn step(&mut self, model: &mut dyn Module, mut gradients: Gradients) -> Result<()> {
        self.settings.check()?;
        let fingerprint = self.check(model, &mut gradients)?;
        let Stepper { settings, memory, .. } = self;
        let (search, pending) =
            (GradientSearch::new(&gradients.params), PendingUpdates::new(&gradients.updates));
        let mut step = Step {
            settings,
            memory,
            gradients,
            search,
            pending,
            model: fingerprint,
            update: None,
            names: None,
        };
        model.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut step));
        Ok(())
    }

    /// Checks that the gradients are the model's and, if it is another than at the last step, the model itself. Gives its
    /// fingerprint.
    fn check(&mut self, model: &mut dyn Module, gradients: &mut Gradients) -> Result<u64> {
        let registration = Registration::of(model, gradients, Fingerprint::new(self.settings.patterns()));
        let fingerprint = registration.fingerprint();
        let is_known = self.checked == Some(fingerprint);
        if !is_known {
            agree(model).map_err(Error::optimizer)?;
        }
        registration.check()?;
        if !is_known {
            self.settings.check_patterns(model)?;
            self.checked = Some(fingerprint);
        }
        self.settings.unused.check(model, gradients)?;
        Ok(fingerprint)
    }
}

/// The walk that changes the model.
struct Step<'s, R: Rule> {
    settings: &'s Settings<R>,
    memory: &'s mut IdMap<ParamId, Memory>,
    gradients: Gradients,
    search: GradientSearch,
    pending: PendingUpdates,
    /// The model's fingerprint.
    model: u64,
    /// The update of the parameter before, with the group and the step that it is for.
    update: Option<(Option<usize>, u64, Update)>,
    /// The names of the moments of the parameter before, with the group that they are for.
    names: Option<(Option<usize>, Vec<&'static str>)>,
}

impl<R: Rule> VisitorMut for Step<'_, R> {
    fn param(&mut self, at: &Path<'_>, param: &mut dyn AnyParam) {
        if !param.is_trainable() || at.is_frozen() {
            return;
        }
        if let Some(i) = self.search.find(&self.gradients.params, param.id()) {
            if self.gradients.params[i].stepped_elsewhere {
                return;
            }
            let (group, steps) = self.remember(at, param);
            let update = self.update(group, steps);
            let memory = self.memory.get_mut(&param.id()).expect("just remembered");
            let gradient = &self.gradients.params[i].value;
            let rule = self.settings.rule_of(group);
            dispatch!(param.floats_mut(), only floats value => memory.update(rule, update, value, gradient));
        }
    }

    fn buffer(&mut self, _: &Path<'_>, buffer: &mut dyn AnyBuffer) {
        self.pending.apply(&self.gradients.updates, buffer);
    }
}

impl<R: Rule> Step<'_, R> {
    /// The parameter's group, and which step this is for it, counted from 1.
    fn remember(&mut self, at: &Path<'_>, param: &dyn AnyParam) -> (Option<usize>, u64) {
        let memory = self.memory.entry(param.id()).or_insert_with(|| Memory::new(param.shape()));
        if memory.model != Some(self.model) {
            (memory.group, memory.model) = (self.settings.group_of(at), Some(self.model));
        }
        let known = self.names.take().filter(|(group, _)| *group == memory.group);
        let names = known.map_or_else(|| self.settings.rule_of(memory.group).names(), |(_, names)| names);
        if !memory.fits(param.shape(), &names) {
            *memory = Memory { group: memory.group, model: memory.model, ..Memory::new(param.shape()) };
        }
        memory.steps += 1;
        self.names = Some((memory.group, names));
        (memory.group, memory.steps)
    }

    fn update(&mut self, group: Option<usize>, steps: u64) -> Update {
        match self.update {
            Some((g, s, update)) if (g, s) == (group, steps) => update,
            _ => {
                let update = self.settings.update(group, steps);
                self.update = Some((group, steps, update));
                update
            }
        }
    }
}

impl Memory {
    pub(super) fn new(shape: &[usize]) -> Self {
        Memory {
            group: None,
            model: None,
            shape: IxDyn(shape),
            steps: 0,
            names: Vec::new(),
            state: Vec::new(),
        }
    }

    /// Whether the moments are of a parameter of this shape and those that its group's settings have. If not, the parameter
    /// begins anew: the moments of other elements, or of another formula, would be noise.
    pub(super) fn fits(&self, shape: &[usize], names: &[&str]) -> bool {
        self.steps == 0 || (self.shape.slice() == shape && self.names == names)
    }

    fn update<R: Rule, A: Float>(
        &mut self,
        rule: &R,
        update: Update,
        value: &mut SharedStorage<A>,
        gradient: &AnyStorage,
    ) {
        let device = value.device().cloned().unwrap_or_default();
        if self.steps == 1 && self.state.is_empty() {
            let state = |(_, first)| A::erase(device.full(value.len(), A::of(first)));
            self.names = rule.names();
            self.state = rule.states().into_iter().map(state).collect();
        }
        if !device.is_host() && self.update_on(&device, update, value, gradient) {
            return;
        }
        let gradient = gradient.of::<A>().as_slice();
        update.run(value.make_mut(), gradient, &mut self.state).expect("the rule made its states itself");
        if !device.is_host() {
            *value = value.to(&device);
            self.move_to(&device);
        }
    }

    /// Updates a parameter that is on a device, if the device can. What is remembered of it stands beside it.
    #[cold]
    fn update_on<A: Float>(
        &mut self,
        device: &Device,
        update: Update,
        value: &mut SharedStorage<A>,
        gradient: &AnyStorage,
    ) -> bool {
        self.move_to(device);
        let mut inputs: Vec<&dyn device::Input> = vec![value, gradient];
        inputs.extend(self.state.iter().map(|state| state as &dyn device::Input));
        let Some(mut outputs) = device::run(&inputs, || Some(Kernel::Update(update))) else {
            return false;
        };
        *value = outputs.next();
        self.state.iter_mut().for_each(|state| *state = A::erase(outputs.next()));
        true
    }

    fn move_to(&mut self, device: &Device) {
        self.state.iter_mut().for_each(|state| *state = state.to(device));
    }
}

/// What every struct around a [`Stepper`] can do.
macro_rules! stepper {
    ($name:ident) => {
        impl $name {
            /// Other settings for the parameters whose path matches `pattern`: `*` stands for any run of characters,
            /// dots included, `?` for any one. A parameter belongs to the first group that matches, or else to none.
            /// The group begins with what was set before it.
            ///
            /// A group goes by the path, what is remembered of a parameter by the parameter: after
            /// `std::mem::swap(&mut model.a, &mut model.b)` each has the settings of its new place and the moments of its
            /// own, unless the new place has settings with other moments; then it begins anew.
            ///
            /// ```
            /// use nn_core::prelude::*;
            ///
            #[doc = concat!("let optimizer = ", stringify!($name), "::new(1e-3)")]
            ///     .weight_decay(1e-2)
            ///     .group("*bias", |g| g.weight_decay(0.0))
            ///     .group("head.*", |g| g.lr(1e-4));
            /// ```
            #[doc(alias("param_groups", "add_param_group"))]
            pub fn group(mut self, pattern: &str, settings: impl FnOnce(Self) -> Self) -> Self {
                let group = settings($name($crate::optim::stepper::Stepper::new(self.0.settings.rule.clone())));
                self.0.settings.add_group(pattern, group.0.settings);
                self
            }

            /// Makes every step refuse a model of which a trainable parameter took no part in the loss: a layer that the
            /// forward forgot, or from which a `detach` cut off what was meant to learn.
            ///
            /// By default a step takes what it gets, as long as it gets a gradient: a mixture of experts, several heads
            /// and a GAN have steps in which a part does not learn, and for them the error would be noise. Where every
            /// parameter learns in every step, ask for it.
            ///
            /// ```
            /// use nn_core::prelude::*;
            ///
            /// let mut rng = rng(0);
            /// let mut model = (Linear::new(2, 2, &mut rng), Linear::new(2, 2, &mut rng));
            #[doc = concat!("let mut optimizer = ", stringify!($name), "::new(1e-3).refuse_unused();")]
            /// let loss = model.0.forward(Tape::new(0).input(ndarray::array![[1.0, 2.0]])).sum();
            /// let error = optimizer.step(&mut model, loss.backward()).unwrap_err().to_string();
            /// assert!(error.contains("`1.weight`"));
            /// ```
            pub fn refuse_unused(mut self) -> Self {
                self.0.settings.unused.refused = true;
                self
            }

            /// As [`refuse_unused`](Self::refuse_unused), but takes the parameters whose path matches `pattern` with and
            /// without a gradient. May be called several times. A pattern is as in [`group`](Self::group), and one that
            /// matches no parameter is an error of the step.
            ///
            /// ```
            /// use nn_core::prelude::*;
            ///
            #[doc = concat!("let optimizer = ", stringify!($name), "::new(1e-3).allow_unused(\"experts.*\");")]
            /// ```
            pub fn allow_unused(mut self, pattern: &str) -> Self {
                self.0.settings.unused.allow(pattern);
                self
            }
        }

        impl $crate::optim::Optimizer for $name {
            fn step(&mut self, model: &mut dyn $crate::Module, gradients: $crate::Gradients) -> $crate::Result<()> {
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

            fn state_dict(&self, model: &dyn $crate::Module) -> $crate::StateDict {
                self.0.state_dict(model)
            }

            fn load_state_dict(&mut self, model: &dyn $crate::Module, state: &$crate::StateDict) -> $crate::Result<()> {
                self.0.load_state_dict(model, state)
            }

            fn refused(&self) -> String {
                self.0.settings.unused.to_string()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.0.settings).finish()
            }
        }
    };
}

pub(super) use stepper;
