//! The spec of a module that is not trained.

use rand::Rng;

use super::Init;
use crate::module::{Frozen, Module};

/// The spec of a [`Frozen`] module, from [`frozen`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrozenSpec<S>(S);

/// The spec of a [`Frozen`] module: `frozen(Linear::spec(8, 8))` makes a `Frozen<Linear>`. In a model with
/// `#[forward(input = [..])]` the compiler checks the shapes inside as well.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module, Forward, Init)]
/// #[forward(input = [4])]
/// struct FineTuned {
///     #[init(frozen((Linear::spec(4, 8), Relu)))]
///     body: Frozen<(Linear, Relu)>,
///     #[init(Linear::to(2))]
///     head: Linear,
/// }
///
/// let model = FineTuned::init(&mut rng(0));
/// assert_eq!(model.num_trainable_parameters(), 8 * 2 + 2);
/// ```
pub const fn frozen<S>(spec: S) -> FrozenSpec<S> {
    FrozenSpec(spec)
}

#[diagnostic::do_not_recommend]
impl<S: Init<Module: Module>> Init for FrozenSpec<S> {
    type Module = Frozen<S::Module>;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module {
        Frozen::new(self.0.init(rng))
    }
}
