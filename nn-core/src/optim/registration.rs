//! Which gradients belong to a model. It finds at run time what the compiler cannot see: those of parameters that no model
//! registers.

use super::fingerprint::Fingerprint;
use super::pending::PendingUpdates;
use super::search::GradientSearch;
use crate::autodiff::{Gradients, ParamGradient};
use crate::error::{Error, Result};
use crate::module::{AnyBuffer, AnyParam, Module, Path, Visit, Visitor};

/// A walk that marks the gradients and updates whose parameters and buffers a model registers, and counts what there is to
/// train.
pub(super) struct Registration<'g> {
    gradients: &'g mut Gradients,
    search: GradientSearch,
    pending: PendingUpdates,
    registered: usize,
    /// Of those, the ones inside a `Frozen`.
    in_frozen: usize,
    trainable: usize,
    /// Of those, the ones that have a gradient.
    used: usize,
    /// The first gradient that does not fit its parameter.
    unfit_gradient: Option<Error>,
    /// The first update that does not fit its buffer.
    unfit_update: Option<Error>,
    /// A module that is to be trained and is not.
    contested: Option<Error>,
    fingerprint: Fingerprint,
}

impl<'g> Registration<'g> {
    pub(super) fn of(model: &dyn Module, gradients: &'g mut Gradients, fingerprint: Fingerprint) -> Self {
        gradients.params.iter_mut().for_each(|g| g.registered = false);
        gradients.updates.iter_mut().for_each(|u| u.registered = false);
        let (search, pending) =
            (GradientSearch::new(&gradients.params), PendingUpdates::new(&gradients.updates));
        let mut registration = Registration {
            gradients,
            search,
            pending,
            registered: 0,
            in_frozen: 0,
            trainable: 0,
            used: 0,
            unfit_gradient: None,
            unfit_update: None,
            contested: None,
            fingerprint,
        };
        model.visit(&Path::ROOT, &mut Visit::new(&mut registration));
        registration
    }

    /// The fingerprint of the walk.
    pub(super) fn fingerprint(&self) -> u64 {
        self.fingerprint.finish()
    }

    /// An error unless everything belongs to the model and there is something to train.
    pub(super) fn check(mut self) -> Result<()> {
        let first = self.contested.take().or(self.unfit_gradient.take());
        let error = first.or_else(|| {
            let message =
                self.unregistered().or_else(|| self.nothing_to_train()).or_else(|| self.lost_update());
            message.map(Error::optimizer)
        });
        error.or(self.unfit_update).map_or(Ok(()), Err)
    }

    /// An error if an update does not fit the buffer that it is for.
    pub(super) fn check_updates(self) -> Result<()> {
        self.unfit_update.map_or(Ok(()), Err)
    }

    fn unregistered(&self) -> Option<String> {
        // In the order of use.
        let params = self.gradients.params.iter().rev();
        let lost: Vec<&ParamGradient> = params.filter(|g| !g.registered).collect();
        if lost.is_empty() { None } else { Some(self.describe(&lost)) }
    }

    #[cold]
    fn describe(&self, lost: &[&ParamGradient]) -> String {
        let (of_the_model, n) = (self.gradients.params.len() - lost.len(), lost.len());
        let (statement, remedy) = if self.registered > 0 && of_the_model == 0 {
            (
                format!(
                    "the gradients are of another model: this one {} that the loss depends on:",
                    match n {
                        1 => "does not register the one parameter".to_owned(),
                        _ => format!("registers none of the {n} parameters"),
                    }
                ),
                "hand `step` the model whose `forward` gave the loss (a clone of it is another model); a layer that \
                 `forward` makes anew must become a field of the model",
            )
        } else {
            let (lost, they) = match n {
                1 => ("a parameter".to_owned(), "it"),
                _ => (format!("{n} parameters"), "they"),
            };
            (
                format!(
                    "the loss depends on {lost} that the model does not register, so {they} would never be trained:"
                ),
                "a layer that `forward` makes anew must become a field of the model; what another model trains is left \
                 to it by `let own = gradients.take(&model);`",
            )
        };
        let mut lines = vec![statement];
        lines.extend(lost.iter().take(3).map(|g| format!("  {:?}, made at {}", g.shape(), g.made_at)));
        if n > 3 {
            lines.push(format!("  and {} more", n - 3));
        }
        lines.push(remedy.to_owned());
        lines.join("\n")
    }

    fn nothing_to_train(&self) -> Option<String> {
        match (self.registered, self.trainable) {
            (0, _) => Some(
                "there is nothing to train: the model registers no parameter; make its layers fields of its struct"
                    .to_owned(),
            ),
            (n, 0) => Some(format!(
                "there is nothing to train: {} of the model {}; {}",
                if n == 1 { "the one parameter".to_owned() } else { format!("all {n} parameters") },
                if n == 1 { "is frozen" } else { "are frozen" },
                if self.in_frozen == n {
                    "take the part that is to learn out of its `Frozen`: `frozen.into_inner()`"
                } else {
                    "call `unfreeze()` on the part that is to learn: `model.unfreeze()`"
                }
            )),
            _ if self.used == 0 => Some(self.no_gradient()),
            _ => None,
        }
    }

    #[cold]
    fn no_gradient(&self) -> String {
        let none = match self.trainable {
            1 => "the model's one trainable parameter has no gradient".to_owned(),
            n => format!("none of the model's {n} trainable parameters has a gradient"),
        };
        format!(
            "{none}, so the step would change nothing; compute the loss from what `model.forward(..)` gives, without a \
             `detach` in between, and hand each loss's gradients to `step` once; where there may be none, ask before: \
             `if !gradients.is_empty()`"
        )
    }

    fn lost_update(&self) -> Option<String> {
        self.gradients.updates.iter().any(|u| !u.registered).then(|| {
            "the forward updates a buffer (a running statistic) that the model does not register, so it would stay as \
             it is; a layer that `forward` makes anew must become a field of the model; what another model updates on \
             the same tape, as the generator of a GAN does, is left to it by `let own = gradients.take(&model);`, or \
             runs on a second tape"
                .to_owned()
        })
    }
}

impl Visitor for Registration<'_> {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        let trainable = param.is_trainable() && !at.is_frozen();
        self.fingerprint.param(at, param.id());
        self.registered += 1;
        self.in_frozen += usize::from(at.is_frozen());
        self.trainable += usize::from(trainable);
        let Some(i) = self.search.find(&self.gradients.params, param.id()) else { return };
        self.used += usize::from(trainable);
        let gradient = &mut self.gradients.params[i];
        // What is frozen here and trainable is shared with another model, to which its gradient belongs.
        gradient.registered = !at.is_frozen() || !param.is_trainable();
        if !gradient.registered {
            self.unfit_gradient.get_or_insert_with(|| bypassed(at, "got a gradient"));
        } else if gradient.shape() != param.shape() {
            let error = || another_shape(["gradient", "parameter"], at, gradient.shape(), param.shape());
            self.unfit_gradient.get_or_insert_with(error);
        }
    }

    fn buffer(&mut self, at: &Path<'_>, buffer: &dyn AnyBuffer) {
        self.fingerprint.buffer(at, buffer.id());
        for i in self.pending.take(buffer.id()) {
            let update = &mut self.gradients.updates[i];
            update.registered = !at.is_frozen() || buffer.is_frozen();
            if !update.registered {
                self.unfit_gradient.get_or_insert_with(|| bypassed(at, "is to be updated"));
            } else if update.change.shape() != buffer.shape() && !buffer.is_frozen() {
                let error = || another_shape(["update", "buffer"], at, update.change.shape(), buffer.shape());
                self.unfit_update.get_or_insert_with(error);
            }
        }
    }

    fn contested(&mut self, at: &Path<'_>, of: &str, _: Option<&dyn AnyParam>) {
        let (frozen, trained) = if at.is_frozen() { (&*at.to_string(), of) } else { (of, &*at.to_string()) };
        self.contested.get_or_insert_with(|| {
            let message = format!(
                "`{trained}` is to be trained, and as `{frozen}` it is inside a `Frozen`: a step cannot do both to one \
                 shared module; hold it as `Shared` in both places, and cut the gradient where it is not to learn: \
                 `self.part.forward(x).detach()`"
            );
            Error::optimizer(message).with_paths(vec![trained.to_owned(), frozen.to_owned()])
        });
    }
}

/// What is shared and frozen here took part in the forward past the `Frozen` around it.
#[cold]
fn bypassed(at: &Path<'_>, what: &str) -> Error {
    let message = format!(
        "`{at}` is inside a `Frozen` of this model, but {what}: its shared module was called past the `Frozen`; call the \
         `forward` of the `Frozen`, or `frozen.with(x, |module, x| ..)`; or cut the gradient: `.detach()`"
    );
    Error::optimizer(message).with_paths(vec![at.into()])
}

#[cold]
fn another_shape([what, of]: [&str; 2], at: &Path<'_>, shape: &[usize], now: &[usize]) -> Error {
    let message = format!(
        "the {what} of `{at}` has shape {shape:?}, but the {of} has shape {now:?}: it was given another value after the \
         forward; give it before, or run the forward again"
    );
    Error::optimizer(message).with_paths(vec![at.into()])
}
