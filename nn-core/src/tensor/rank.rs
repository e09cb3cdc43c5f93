//! Ranks that an operation takes away or adds.

use super::Tensor;
use crate::autodiff::Place;
use crate::storage::{Element, SharedStorage};

/// The types of a tensor with one axis less and one more, as reductions and stacking give them.
pub trait Rank: Sized {
    /// A tensor with one axis less.
    type Smaller: FromStorage<Self::Element>;
    /// A tensor with one axis more.
    type Larger: FromStorage<Self::Element>;
    /// The element type.
    type Element: Element;
}

/// Makes a tensor of some rank from a shape that is known to have it.
#[doc(hidden)]
pub trait FromStorage<A: Element> {
    fn with_storage(shape: &[usize], storage: SharedStorage<A>, place: Placed) -> Self;
}

/// Where the tensor stands.
#[doc(hidden)]
pub struct Placed(pub(crate) Place);

impl<const N: usize, A: Element> FromStorage<A> for Tensor<N, A> {
    fn with_storage(shape: &[usize], storage: SharedStorage<A>, Placed(place): Placed) -> Self {
        let shape = shape.try_into().expect("the rank was computed from the type");
        Tensor { shape, storage, place }
    }
}

macro_rules! ranks {
    ($($smaller:literal $rank:literal $larger:literal),* $(,)?) => {$(
        impl<A: Element> Rank for Tensor<$rank, A> {
            type Smaller = Tensor<$smaller, A>;
            type Larger = Tensor<$larger, A>;
            type Element = A;
        }
    )*};
}

ranks!(0 1 2, 1 2 3, 2 3 4, 3 4 5, 4 5 6, 5 6 7, 6 7 8);

impl<A: Element> Rank for Tensor<0, A> {
    type Smaller = Tensor<0, A>;
    type Larger = Tensor<1, A>;
    type Element = A;
}
