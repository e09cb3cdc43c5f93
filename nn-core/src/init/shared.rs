//! The specs of a module that stands in several places.

use rand::Rng;

use super::Init;
use crate::module::{Module, Shared};

/// The spec of a [`Shared`] module, from [`shared`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SharedSpec<S>(S);

/// The spec of a [`Shared`] module: `shared(Embedding::spec(100, 8))` makes a `Shared<Embedding>`. Another field holds the
/// same module by `tied(..)`, which names the first one, or what it is a part of.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module, Init)]
/// #[init(words: usize, width: usize)]
/// struct Words {
///     #[init(shared(Embedding::spec(words, width)))]
///     encoder: Shared<Embedding>,
///     #[init(Gru::spec(width, width))]
///     rnn: Gru,
///     #[init(tied(encoder))]
///     decoder: Shared<Embedding>,
/// }
///
/// let model = Words::init(100, 8, &mut rng(0));
/// assert_eq!(model.num_parameters(), 100 * 8 + model.rnn.num_parameters());
/// let (y, _) = model.rnn.forward(model.encoder.forward(Tensor::<2, usize>::zeros([5, 3])));
/// assert_eq!(model.decoder.read().attend(y).shape(), [5, 3, 100]);
/// ```
pub const fn shared<S>(spec: S) -> SharedSpec<S> {
    SharedSpec(spec)
}

#[diagnostic::do_not_recommend]
impl<S: Init<Module: Module>> Init for SharedSpec<S> {
    type Module = Shared<S::Module>;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module {
        Shared::new(self.0.init(rng))
    }
}

/// What may stand in several places of a model.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `{Self}` stands in one place of a model alone",
    label = "would be copied, not tied",
    note = "a `Shared<..>` stands in both places, of which `shared(..)` makes the first"
)]
pub trait Tie {
    /// Another handle of the same module.
    fn tied(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<M> Tie for Shared<M> {
    fn tied(&self) -> Self {
        self.clone()
    }
}
