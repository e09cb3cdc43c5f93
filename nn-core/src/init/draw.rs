//! Values that are drawn by an expression.

use rand::Rng;

use super::Init;
use super::generator::{Generator, rng};

/// The spec that makes what a function draws, from [`draw`].
#[derive(Clone, Copy, Debug)]
pub struct Draw<F>(F);

/// A spec that makes what `make` draws: for a field whose type is made by no spec of its own, such as a parameter with
/// initial values. The generator is seeded from that of the model.
///
/// ```
/// use nn_core::init::{draw, normal};
/// use nn_core::prelude::*;
///
/// #[derive(Module, Init)]
/// #[init(length: usize, width: usize)]
/// struct Embedded {
///     #[init(draw(|rng| Param::new(normal([length, width], 0.0, 0.02, rng))))]
///     position: Param<2>,
///     #[init(Linear::spec(width, width))]
///     head: Linear,
/// }
///
/// let net = Embedded::init(16, 8, &mut rng(0));
/// assert_eq!(net.position.shape(), [16, 8]);
/// ```
pub const fn draw<M, F: Fn(&mut Generator) -> M>(make: F) -> Draw<F> {
    Draw(make)
}

#[diagnostic::do_not_recommend]
impl<M, F: Fn(&mut Generator) -> M> Init for Draw<F> {
    type Module = M;

    #[track_caller]
    fn init(&self, source: &mut impl Rng) -> M {
        (self.0)(&mut rng(source.next_u64()))
    }
}
