//! Looking for the gradients of parameters in the order of a walk.

use crate::autodiff::{IdMap, ParamGradient, ParamId};

/// How far from the gradient found last another is looked for before all are put into a map.
const NEAR: usize = 8;

/// Gradients stand in the reverse order of use, which mostly is the reverse order of declaration, so each is looked
/// for beside the one found last: a walk needs one comparison a parameter, and no map.
pub(super) struct GradientSearch {
    last: usize,
    /// The place of each gradient, once one was not near.
    places: Option<IdMap<ParamId, usize>>,
    #[cfg(test)]
    pub(super) comparisons: usize,
}

impl GradientSearch {
    pub(super) fn new(gradients: &[ParamGradient]) -> Self {
        GradientSearch {
            last: gradients.len(),
            places: None,
            #[cfg(test)]
            comparisons: 0,
        }
    }

    /// The place of a parameter's gradient.
    pub(super) fn find(&mut self, gradients: &[ParamGradient], id: ParamId) -> Option<usize> {
        let found = self.find_near(gradients, id).or_else(|| {
            let places = || gradients.iter().enumerate().map(|(i, g)| (g.param, i)).collect();
            self.places.get_or_insert_with(places).get(&id).copied()
        })?;
        self.last = found;
        Some(found)
    }

    fn find_near(&mut self, gradients: &[ParamGradient], id: ParamId) -> Option<usize> {
        let before = self.last.saturating_sub(NEAR)..self.last;
        let behind = self.last..gradients.len().min(self.last + 1 + NEAR);
        before.rev().chain(behind).find(|&i| {
            #[cfg(test)]
            {
                self.comparisons += 1;
            }
            gradients[i].param == id
        })
    }
}
