//! The steps of the optimizers as a device computes them.

use crate::kernels::update::{Adadelta, Adagrad, Adam, Adamax, Centered, RmsProp, Sgd, update};
use crate::storage::{AnyStorage, Float};

/// The numbers of an optimizer's step. Which state there is, the formula says and the number of inputs tells.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Update {
    /// The state is the momentum, if there is one.
    Sgd(Sgd),
    /// The state is the first and the second moment and, for AMSGrad, the largest second moment.
    Adam(Adam),
    /// The state is the mean and the largest size of the gradients.
    Adamax(Adamax),
    /// The state is the mean squares of the gradients and of the changes.
    Adadelta(Adadelta),
    /// The state is the sum of squares.
    Adagrad(Adagrad),
    /// The state is the mean square, then the momentum, if there is one, then the mean of a centered one.
    RmsProp(RmsProp),
}

impl Update {
    /// Takes the step on the host. `None`, and nothing is changed, if there is another number of states than the formula has,
    /// or if they are of another type.
    pub(crate) fn run<A: Float>(
        self,
        value: &mut [A],
        gradient: &[A],
        state: &mut [AnyStorage],
    ) -> Option<()> {
        match (self, state) {
            (Update::Sgd(rule), []) => update(rule, value, gradient, []),
            (Update::Sgd(rule), [a]) => update(rule, value, gradient, elements([a])?),
            (Update::Adam(rule), [a, b]) => update(rule, value, gradient, elements([a, b])?),
            (Update::Adam(rule), [a, b, c]) => update(rule, value, gradient, elements([a, b, c])?),
            (Update::Adamax(rule), [a, b]) => update(rule, value, gradient, elements([a, b])?),
            (Update::Adadelta(rule), [a, b]) => update(rule, value, gradient, elements([a, b])?),
            (Update::Adagrad(rule), [a]) => update(rule, value, gradient, elements([a])?),
            (Update::RmsProp(rule), [a]) => update(rule, value, gradient, elements([a])?),
            (Update::RmsProp(rule), [a, b]) if rule.centered => {
                update(Centered(rule), value, gradient, elements([a, b])?)
            }
            (Update::RmsProp(rule), [a, b]) => update(rule, value, gradient, elements([a, b])?),
            (Update::RmsProp(rule), [a, b, c]) => update(rule, value, gradient, elements([a, b, c])?),
            _ => return None,
        }
        Some(())
    }
}

fn elements<A: Float, const S: usize>(state: [&mut AnyStorage; S]) -> Option<[&mut [A]; S]> {
    if state.iter().any(|state| state.dtype() != A::DTYPE) {
        return None;
    }
    Some(state.map(|state| state.as_mut_slice().expect("of this type")))
}
