//! A chain of specs whose shapes are known.

use rand::Rng;

use super::{Init, InitFor};
use crate::shape::Shape;
use crate::tuples::for_each_tuple;

/// What [`sequential!`](crate::sequential) gives: the spec of a tuple of layers, with the shapes that pass between
/// them, of which there is one more.
#[derive(Clone, Copy, Debug)]
pub struct Chain<S, const N: usize> {
    specs: S,
    shapes: [Shape; N],
}

impl<S, const N: usize> Chain<S, N> {
    #[doc(hidden)]
    pub const fn new(specs: S, shapes: [Shape; N]) -> Self {
        Chain { specs, shapes }
    }

    /// The shape of a sample before the first layer, without the batch.
    pub const fn input_shape(&self) -> Shape {
        self.shapes[0]
    }

    /// The shape of a sample behind each layer, without the batch.
    pub fn shapes(&self) -> &[Shape] {
        &self.shapes[1..]
    }
}

macro_rules! chain {
    ($first:ident 0 $(, $name:ident $index:tt $before:ident)*; $last:ident) => {
        #[diagnostic::do_not_recommend]
        impl<$first: InitFor $(, $name: InitFor)*> Init for Chain<($first, $($name,)*), { [0 $(, $index)*].len() + 1 }> {
            type Module = ($first::Module, $($name::Module,)*);

            #[track_caller]
            fn init(&self, rng: &mut impl Rng) -> Self::Module {
                (self.specs.0.init_for(self.shapes[0], rng), $(self.specs.$index.init_for(self.shapes[$index], rng),)*)
            }
        }
    };
}

for_each_tuple!(chain);
