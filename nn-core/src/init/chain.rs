//! A chain of specs whose shapes are known.

use rand::Rng;

use super::{Init, InitFor};
use crate::shape::Shape;

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

macro_rules! chains {
    ($count:literal; $($name:ident $index:tt),*) => {
        #[diagnostic::do_not_recommend]
        impl<$($name: InitFor),*> Init for Chain<($($name,)*), $count> {
            type Module = ($($name::Module,)*);

            #[track_caller]
            fn init(&self, rng: &mut impl Rng) -> Self::Module {
                ($(self.specs.$index.init_for(self.shapes[$index], rng),)*)
            }
        }
    };
}

chains!(2; A 0);
chains!(3; A 0, B 1);
chains!(4; A 0, B 1, C 2);
chains!(5; A 0, B 1, C 2, D 3);
chains!(6; A 0, B 1, C 2, D 3, E 4);
chains!(7; A 0, B 1, C 2, D 3, E 4, F 5);
chains!(8; A 0, B 1, C 2, D 3, E 4, F 5, G 6);
chains!(9; A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
chains!(10; A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
chains!(11; A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
chains!(12; A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
chains!(13; A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
chains!(14; A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12);
chains!(15; A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, O 13);
chains!(16; A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, O 13, P 14);
chains!(17; A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, O 13, P 14, Q 15);
