//! Initial values: the generator of random numbers, the distributions, as functions and as [a value](Initial), and the
//! trait of specs.

mod chain;
mod containers;
mod distribution;
mod draw;
mod frozen;
mod generator;
mod initial;
mod layers;
mod random;
mod scaled;
mod shared;
mod special;
mod value;

pub use chain::Chain;
pub use distribution::{fan_in_uniform, normal, uniform};
pub use draw::{Draw, draw};
pub use frozen::{FrozenSpec, frozen};
pub use generator::{Generator, rng, rng_at};
pub use initial::Initial;
#[doc(hidden)]
pub use layers::Grow;
pub use layers::LayersSpec;
pub use rand::Rng;
pub use scaled::{
    FanMode, Nonlinearity, calculate_gain, kaiming_normal, kaiming_uniform, xavier_normal, xavier_uniform,
};
pub use shared::{SharedSpec, Tie, shared};
pub use special::{dirac, eye, orthogonal, trunc_normal};
pub use value::{Value, value};

use crate::shape::Shape;

/// A specification that makes a module: a plain value, such as `Linear::spec(64, 10)`. A tuple of specs makes a
/// tuple of modules, an array an array, a vector a vector.
///
/// ```
/// use nn_core::prelude::*;
///
/// const SPEC: (LinearSpec, Relu, LinearSpec) = (Linear::spec(64, 32), Relu, Linear::spec(32, 10).bias(false));
/// let net = SPEC.init(&mut rng(0));
/// assert_eq!(net.num_parameters(), 64 * 32 + 32 + 32 * 10);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` makes no module by itself",
    label = "is no spec, or needs the shape of its input",
    note = "a spec is a value such as `Linear::spec(64, 10)`, `Relu`, or a tuple of them",
    note = "`Linear::to(10)` needs to know what comes in: `#[forward(input = [..])]` on the model, or `sequential!`"
)]
pub trait Init {
    /// The module that the spec makes.
    type Module;

    /// Makes the module, with initial values drawn from `rng`.
    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module;
}

/// A specification that makes a module for an input whose shape is known, such as `Linear::to(10)`, which takes as many
/// features as come in. Every spec that implements [`Init`] makes the same module for every input.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no spec",
    label = "makes no module",
    note = "a spec is a value such as `Linear::spec(64, 10)`, `Relu`, or a tuple of them"
)]
pub trait InitFor {
    /// The module that the spec makes.
    type Module;

    /// Makes the module for samples of the shape `input`, with initial values drawn from `rng`.
    fn init_for(&self, input: Shape, rng: &mut impl Rng) -> Self::Module;
}

#[diagnostic::do_not_recommend]
impl<S: Init> InitFor for S {
    type Module = S::Module;

    #[track_caller]
    fn init_for(&self, _: Shape, rng: &mut impl Rng) -> S::Module {
        self.init(rng)
    }
}

/// A spec for each of `count` layers, which `spec` makes from its index: `repeat(3, |_| Linear::spec(8, 8))` makes a
/// `Vec` of three. In a model with `#[forward(input = [..])]` the compiler goes through the list as well.
pub fn repeat<S>(count: usize, spec: impl FnMut(usize) -> S) -> Vec<S> {
    (0..count).map(spec).collect()
}

/// What the constructor of a model checks whose forward declares no shape, which would come first: nothing.
#[doc(hidden)]
pub trait Unchecked {
    fn __check_shapes(&self) {}
}

#[diagnostic::do_not_recommend]
impl<S: ?Sized> Unchecked for S {}
