//! Looking for the gradients of parameters in the order of a walk.

use crate::autodiff::{Gradients, ParamId};

/// Gradients stand in the reverse order of use, which mostly is the reverse order of declaration, so each is
/// looked for beside the one found last: a walk needs one comparison a parameter.
pub(super) struct Search {
    last: usize,
}

impl Search {
    pub(super) fn new(gradients: &Gradients) -> Self {
        Search { last: gradients.params.len() }
    }

    /// The place of a parameter's gradient.
    pub(super) fn find(&mut self, gradients: &Gradients, id: ParamId) -> Option<usize> {
        let (before, after) = gradients.params.split_at(self.last);
        let found = match before.iter().rposition(|g| g.param == id) {
            Some(found) => found,
            None => self.last + after.iter().rposition(|g| g.param == id)?,
        };
        self.last = found;
        Some(found)
    }
}
