//! First values: the generator of random numbers, the distributions, and the trait of specs.

mod chain;

pub use chain::Chain;
pub use rand::Rng;
use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

use crate::module::Sequential;
use crate::shape::Shape;
use crate::tensor::{Tensor, volume};

/// The generator of initial weights and shuffles, seeded: the same numbers on every machine.
///
/// ```
/// use nn_core::prelude::*;
///
/// let a = Linear::new(2, 2, &mut rng(7));
/// let b = Linear::new(2, 2, &mut rng(7));
/// assert_eq!(a.weight.value(), b.weight.value());
/// ```
pub fn rng(seed: u64) -> Generator {
    Xoshiro256PlusPlus::seed_from_u64(seed)
}

/// The type of [`rng`]: xoshiro256++ of Blackman and Vigna.
pub type Generator = Xoshiro256PlusPlus;

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
    /// What is made.
    type Module;

    /// Makes the module, with first values drawn from `rng`.
    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module;
}

/// A specification that makes a module for an input whose shape is known, such as `Linear::to(10)`, which takes as many
/// features as come in. Every other spec does not mind.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no spec",
    label = "makes no module",
    note = "a spec is a value such as `Linear::spec(64, 10)`, `Relu`, or a tuple of them"
)]
pub trait InitFor {
    /// What is made.
    type Module;

    /// Makes the module for samples of the shape `input`, with first values drawn from `rng`.
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

macro_rules! plain {
    ($($type:ty),* $(,)?) => {$(
        /// A plain value is its own spec.
        #[diagnostic::do_not_recommend]
        impl Init for $type {
            type Module = Self;

            fn init(&self, _: &mut impl Rng) -> Self {
                *self
            }
        }
    )*};
}

plain!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, f32, f64, bool, char, &'static str);

/// A spec for each of `count` layers, which `spec` makes from its index: `repeat(3, |_| Linear::spec(8, 8))` makes a
/// `Vec` of three. In a model with `#[forward(input = [..])]` the compiler goes through the list as well.
pub fn repeat<S>(count: usize, spec: impl FnMut(usize) -> S) -> Vec<S> {
    (0..count).map(spec).collect()
}

#[diagnostic::do_not_recommend]
impl<S: Init> Init for Sequential<S> {
    type Module = Sequential<S::Module>;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module {
        Sequential(self.0.init(rng))
    }
}

#[diagnostic::do_not_recommend]
impl<S: Init, const N: usize> Init for [S; N] {
    type Module = [S::Module; N];

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module {
        // In a loop, since a closure would be the caller.
        let mut made = [const { None }; N];
        for (spec, made) in self.iter().zip(&mut made) {
            *made = Some(spec.init(rng));
        }
        made.map(|module| module.expect("each spec has made one"))
    }
}

#[diagnostic::do_not_recommend]
impl<S: Init> Init for Vec<S> {
    type Module = Vec<S::Module>;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module {
        let mut made = Vec::with_capacity(self.len());
        for spec in self {
            made.push(spec.init(rng));
        }
        made
    }
}

#[diagnostic::do_not_recommend]
impl<S: Init> Init for Option<S> {
    type Module = Option<S::Module>;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module {
        Some(self.as_ref()?.init(rng))
    }
}

macro_rules! tuples {
    ($($name:ident $index:tt),*) => {
        #[diagnostic::do_not_recommend]
        impl<$($name: Init),*> Init for ($($name,)*) {
            type Module = ($($name::Module,)*);

            #[track_caller]
            fn init(&self, rng: &mut impl Rng) -> Self::Module {
                ($(self.$index.init(rng),)*)
            }
        }
    };
}

tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15);

/// Uniform in `low..high`.
#[track_caller]
pub fn uniform<const N: usize>(shape: [usize; N], low: f32, high: f32, rng: &mut impl Rng) -> Tensor<N> {
    let elements =
        (0..volume::<f32>("uniform", &shape)).map(|_| low + (high - low) * rng.random::<f32>()).collect();
    Tensor::new(shape, elements)
}

/// The normal distribution, by the method of Box and Muller.
#[track_caller]
pub fn normal<const N: usize>(shape: [usize; N], mean: f32, std: f32, rng: &mut impl Rng) -> Tensor<N> {
    let draw = |_| {
        // In (0, 1], so that the logarithm is finite.
        let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
        let angle = std::f64::consts::TAU * rng.random::<f64>();
        mean + std * (radius * angle.cos()) as f32
    };
    Tensor::new(shape, (0..volume::<f32>("normal", &shape)).map(draw).collect())
}

/// What PyTorch gives the weights and biases of linear and convolutional layers: uniform in `±1/√fan_in`, which
/// is `kaiming_uniform_` with `a = √5`. Without inputs, 0.
#[track_caller]
pub fn fan_in_uniform<const N: usize>(shape: [usize; N], fan_in: usize, rng: &mut impl Rng) -> Tensor<N> {
    if fan_in == 0 {
        return Tensor::zeros(shape);
    }
    let bound = 1.0 / (fan_in as f32).sqrt();
    uniform(shape, -bound, bound, rng)
}
