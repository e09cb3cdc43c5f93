//! The net that catches at run time what the compiler cannot see: gradients without a registered parameter.

use super::search::Search;
use crate::autodiff::{Gradients, ParamGradient};
use crate::error::{Error, Result};
use crate::module::{AnyBuffer, AnyParam, Module, Path, Visit, Visitor};

/// A walk that marks the gradients and updates which belong to a model, and counts what there is to train.
pub(super) struct Net<'g> {
    gradients: &'g mut Gradients,
    search: Search,
    registered: usize,
    /// Of those, the ones inside a `Frozen`.
    in_frozen: usize,
    trainable: usize,
    misfit: Option<String>,
    /// A module that is to be trained and is not.
    contested: Option<String>,
}

impl<'g> Net<'g> {
    pub(super) fn cast(model: &dyn Module, gradients: &'g mut Gradients) -> Self {
        gradients.params.iter_mut().for_each(|g| g.registered = false);
        gradients.updates.iter_mut().for_each(|u| u.registered = false);
        let search = Search::new(gradients);
        let mut net = Net {
            gradients,
            search,
            registered: 0,
            in_frozen: 0,
            trainable: 0,
            misfit: None,
            contested: None,
        };
        model.visit(&Path::ROOT, &mut Visit::new(&mut net));
        net
    }

    /// An error unless everything belongs to the model and there is something to train.
    pub(super) fn check(self) -> Result<()> {
        let message = self.contested.clone().or_else(|| self.misfit.clone()).or_else(|| self.unregistered());
        let message = message.or_else(|| self.nothing_to_train()).or_else(|| self.lost_update());
        message.map_or(Ok(()), |message| Err(Error::Optimizer(message)))
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
            _ => None,
        }
    }

    fn lost_update(&self) -> Option<String> {
        self.gradients.updates.iter().any(|u| !u.registered).then(|| {
            "the forward updates a buffer (a running statistic) that the model does not register, so it would stay as \
             it is; a layer that `forward` makes anew must become a field of the model, and one outside of it can be \
             frozen: `layer.freeze()`"
                .to_owned()
        })
    }
}

impl Visitor for Net<'_> {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        self.registered += 1;
        self.in_frozen += usize::from(at.is_frozen());
        self.trainable += usize::from(param.is_trainable() && !at.is_frozen());
        let Some(i) = self.search.find(self.gradients, param.id()) else { return };
        let gradient = &mut self.gradients.params[i];
        // What is frozen here and trainable is shared with another model, to which its gradient belongs.
        gradient.registered = !at.is_frozen() || !param.is_trainable();
        if !gradient.registered {
            self.misfit.get_or_insert_with(|| bypassed(at, "got a gradient"));
        }
        let shape = gradient.shape();
        if shape != param.shape() {
            let misfit = format!(
                "the gradient of `{at}` has shape {shape:?}, but the parameter has shape {:?}: it was given another \
                 value after the forward; give it before, or run the forward again",
                param.shape()
            );
            self.misfit.get_or_insert(misfit);
        }
    }

    fn buffer(&mut self, at: &Path<'_>, buffer: &dyn AnyBuffer) {
        for update in self.gradients.updates.iter_mut().filter(|update| update.buffer == buffer.id()) {
            update.registered = !at.is_frozen() || buffer.is_frozen();
            if !update.registered {
                self.misfit.get_or_insert_with(|| bypassed(at, "is to be updated"));
            }
        }
    }

    fn contested(&mut self, at: &Path<'_>, of: &str, _: Option<&dyn AnyParam>) {
        let (frozen, trained) = if at.is_frozen() { (&*at.to_string(), of) } else { (of, &*at.to_string()) };
        self.contested.get_or_insert_with(|| {
            format!(
                "`{trained}` is to be trained, and as `{frozen}` it is inside a `Frozen`: a step cannot do both to one \
                 shared module; hold it as `Shared` in both places, and cut the gradient where it is not to learn: \
                 `self.part.forward(x).detach()`"
            )
        });
    }
}

/// What is shared and frozen here took part in the forward past the `Frozen` around it.
#[cold]
fn bypassed(at: &Path<'_>, what: &str) -> String {
    format!(
        "`{at}` is inside a `Frozen` of this model, but {what}: its shared module was called past the `Frozen`; call the \
         `forward` of the `Frozen`, or `frozen.with(x, |module, x| ..)`; or cut the gradient: `.detach()`"
    )
}
