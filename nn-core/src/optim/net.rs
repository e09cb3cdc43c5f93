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
    /// Of those, the ones in fields that are declared frozen.
    declared: usize,
    trainable: usize,
    misfit: Option<String>,
}

impl<'g> Net<'g> {
    pub(super) fn cast(model: &dyn Module, gradients: &'g mut Gradients) -> Self {
        gradients.params.iter_mut().for_each(|g| g.registered = false);
        gradients.updates.iter_mut().for_each(|u| u.registered = false);
        let search = Search::new(gradients);
        let mut net = Net { gradients, search, registered: 0, declared: 0, trainable: 0, misfit: None };
        model.visit(&Path::ROOT, &mut Visit::new(&mut net));
        net
    }

    /// An error unless everything belongs to the model and there is something to train.
    pub(super) fn check(self) -> Result<()> {
        let message = self.unregistered().or_else(|| self.nothing_to_train()).or_else(|| self.lost_update());
        message.or(self.misfit).map_or(Ok(()), |message| Err(Error::Optimizer(message)))
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
                if self.declared == n {
                    "take `#[module(frozen)]` off the field that is to learn"
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
        self.declared += usize::from(at.is_frozen());
        self.trainable += usize::from(param.is_trainable() && !at.is_frozen());
        let Some(i) = self.search.find(self.gradients, param.id()) else { return };
        let gradient = &mut self.gradients.params[i];
        gradient.registered = true;
        if gradient.shape() != param.shape() && self.misfit.is_none() {
            self.misfit = Some(format!(
                "the gradient of `{at}` has shape {:?}, but the parameter has shape {:?}: it was given another value \
                 after the forward; give it before, or run the forward again",
                gradient.shape(),
                param.shape()
            ));
        }
    }

    fn buffer(&mut self, _: &Path<'_>, buffer: &dyn AnyBuffer) {
        for update in &mut self.gradients.updates {
            update.registered |= update.buffer == buffer.id();
        }
    }
}
