//! One module in several places.

use std::marker::PhantomData;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError};

use super::{Forward, Module, Path, Visit, VisitMut};

/// A module that stands in several places of a model, such as an embedding that is also the output's weight.
///
/// It is visited once, counted once, trained once, and saved under its first path; the other paths are kept as
/// aliases. [`Shared::clone`] makes another handle of the same module.
///
/// A module may contain itself through a `Shared`; it is visited once, and has no aliases inside itself.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module)]
/// struct Twice {
///     first: Shared<Linear>,
///     second: Shared<Linear>,
/// }
///
/// let layer = Shared::new(Linear::new(4, 4, &mut rng(0)));
/// let model = Twice { first: layer.clone(), second: layer };
/// assert_eq!(model.num_parameters(), 4 * 4 + 4);
/// ```
///
/// # A copy of a model with shared parts
///
/// The clone of a model has handles of the same shared modules, so it is no copy of them: a moving average that begins as
/// `model.clone()` would average these with themselves, and train with the model. An independent model is constructed
/// like the first one, and takes over its values:
///
/// ```
/// use nn_core::prelude::*;
///
/// fn tied(rng: &mut impl Rng) -> (Shared<Linear>, Relu, Shared<Linear>) {
///     let layer = Shared::new(Linear::new(4, 4, rng));
///     (layer.clone(), Relu, layer)
/// }
///
/// # fn main() -> nn_core::Result<()> {
/// let model = tied(&mut rng(0));
/// let mut average = tied(&mut rng(1));
/// average.load_state_dict(&model.state_dict())?;
///
/// model.0.write().freeze();
/// assert_eq!(model.num_trainable_parameters(), 0);
/// assert_eq!(model.clone().num_trainable_parameters(), 0);
/// assert_eq!(average.num_trainable_parameters(), 4 * 4 + 4);
/// # Ok(())
/// # }
/// ```
#[doc(alias = "weight_tying")]
pub struct Shared<M> {
    module: Arc<RwLock<M>>,
    /// The auto traits do not see through `Arc<RwLock<_>>`; this lets the guard of `skip` see `M`.
    holds: PhantomData<M>,
}

impl<M> Shared<M> {
    /// Makes a module shareable.
    pub fn new(module: M) -> Self {
        Shared { module: Arc::new(RwLock::new(module)), holds: PhantomData }
    }

    /// The module, for reading. Do not hold the guard across a `step` or a `load`, which wait for it.
    pub fn read(&self) -> RwLockReadGuard<'_, M> {
        // A panic while writing leaves values half-changed, but no value that is not a valid one.
        self.module.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The module, for writing.
    pub fn write(&self) -> RwLockWriteGuard<'_, M> {
        self.module.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn address(&self) -> usize {
        Arc::as_ptr(&self.module).addr()
    }
}

impl<M> Clone for Shared<M> {
    fn clone(&self) -> Self {
        Shared { module: self.module.clone(), holds: PhantomData }
    }
}

/// A module that somebody reads or writes at the moment is `Shared(..)`.
impl<M: std::fmt::Debug> std::fmt::Debug for Shared<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Who holds it may be this very call, further out, where a module contains itself.
        if let Err(TryLockError::WouldBlock) = self.module.try_write() {
            return f.write_str("Shared(..)");
        }
        f.debug_tuple("Shared").field(&*self.read()).finish()
    }
}

#[diagnostic::do_not_recommend]
impl<M: Module> Module for Shared<M> {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        visit.shared(at, self.address(), |visit| self.read().visit(at, visit));
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        if visit.first(self.address()) {
            self.write().visit_mut(at, visit);
        }
    }
}

impl<X, M: Forward<X>> Forward<X> for Shared<M> {
    type Output = M::Output;

    #[track_caller]
    fn forward(&self, x: X) -> M::Output {
        self.read().forward(x)
    }
}

#[cfg(test)]
mod tests {
    use super::Shared;
    use crate::module::Param;
    use crate::state::Checkpoint;

    fn tied() -> (Shared<Param<1>>, Shared<Param<1>>) {
        let shared = Shared::new(Param::new([1.0]));
        (shared.clone(), shared)
    }

    #[test]
    fn a_clone_holds_the_same_module_and_a_new_model_with_its_values_another() {
        let model = tied();
        let (clone, mut copy) = (model.clone(), tied());
        model.0.write().set_value([2.0]);
        copy.load_state_dict(&model.state_dict()).unwrap();
        model.1.write().set_value([3.0]);
        let value = |shared: &Shared<Param<1>>| shared.read().value().as_slice()[0];
        assert_eq!([&clone.0, &clone.1].map(value), [3.0, 3.0]);
        assert_eq!([&copy.0, &copy.1].map(value), [2.0, 2.0]);
    }
}
