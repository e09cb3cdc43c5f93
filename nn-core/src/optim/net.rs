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
    trainable: usize,
    misfit: Option<String>,
}

impl<'g> Net<'g> {
    pub(super) fn cast(model: &dyn Module, gradients: &'g mut Gradients) -> Self {
        gradients.params.iter_mut().for_each(|g| g.registered = false);
        gradients.updates.iter_mut().for_each(|u| u.registered = false);
        let search = Search::new(gradients);
        let mut net = Net { gradients, search, registered: 0, trainable: 0, misfit: None };
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
        let lost: Vec<&ParamGradient> =
            self.gradients.params.iter().rev().filter(|g| !g.registered).collect();
        let parameters = match lost.len() {
            0 => return None,
            1 => "a parameter",
            _ => "parameters",
        };
        let place = |g: &&ParamGradient| format!("of shape {:?}, made at {}", g.shape(), g.made_at);
        let mut places: Vec<String> = lost.iter().take(3).map(place).collect();
        if lost.len() > places.len() {
            places.push(format!("{} more", lost.len() - places.len()));
        }
        Some(format!(
            "the loss depends on {parameters} that the model does not register and that would never be trained: \
             {}: a layer made inside forward, or a parameter outside of the model; make it a field of the model, \
             or leave it out on purpose by `gradients.take(&model)`",
            places.join("; ")
        ))
    }

    fn nothing_to_train(&self) -> Option<String> {
        match (self.registered, self.trainable) {
            (0, _) => Some("there is nothing to train: the model registers no parameter".to_owned()),
            (n, 0) => Some(format!(
                "there is nothing to train: all parameters of the model ({n}) are frozen; call `unfreeze` on the \
                 part that is to learn"
            )),
            _ => None,
        }
    }

    fn lost_update(&self) -> Option<String> {
        self.gradients.updates.iter().any(|u| !u.registered).then(|| {
            "the forward updates a buffer (a running statistic) that the model does not register: of a layer made \
             inside forward, or outside of the model; make it a field of the model, or freeze it"
                .to_owned()
        })
    }
}

impl Visitor for Net<'_> {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        self.registered += 1;
        self.trainable += usize::from(param.is_trainable() && !at.is_frozen());
        let Some(i) = self.search.find(self.gradients, param.id()) else { return };
        let gradient = &mut self.gradients.params[i];
        gradient.registered = true;
        if gradient.shape() != param.shape() && self.misfit.is_none() {
            self.misfit = Some(format!(
                "the gradient of `{at}` has shape {:?}, but the parameter has shape {:?}: it was given another \
                 value after the forward",
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
