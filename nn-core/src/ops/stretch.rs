//! Shapes that are stretched over each other, and gradients that are summed over what was stretched.

use crate::autodiff::Place;
use crate::device::{self, Kernel, padded};
use crate::kernels::broadcast::broadcast_shape;
use crate::kernels::reduce::sum_to;
use crate::storage::{AnyStorage, Element, dispatch};
use crate::tensor::{Tensor, either, misfit, volume};

/// The same tensor under a higher rank, with leading axes of size 1.
pub(super) fn pad<const M: usize, const N: usize, A: Element>(x: Tensor<M, A>) -> Tensor<N, A> {
    let mut shape = [1; N];
    shape[N - M..].copy_from_slice(&x.shape());
    x.alias(shape)
}

/// The shape of a result whose operands had these ranks before they were brought to the same.
#[track_caller]
pub(super) fn stretched<const N: usize, A: Element>(
    a: &Tensor<N, A>,
    b: &Tensor<N, A>,
    name: &str,
    ranks: [usize; 2],
) -> [usize; N] {
    if a.shape() == b.shape() {
        return a.shape();
    }
    let Some(shape) = broadcast_shape(a.shape(), b.shape()) else {
        let place = either(a.place(), b.place());
        unequal(place, name, &a.shape()[N - ranks[0]..], &b.shape()[N - ranks[1]..])
    };
    volume::<A>(name, &shape);
    shape
}

/// Says which sizes are in the way of stretching two shapes over each other.
#[cold]
#[track_caller]
pub(super) fn unequal(place: &Place, name: &str, a: &[usize], b: &[usize]) -> ! {
    let mut from_the_last = a.iter().rev().zip(b.iter().rev());
    let (a_size, b_size) = from_the_last
        .find(|(a, b)| a != b && **a != 1 && **b != 1)
        .expect("shapes that cannot be stretched over each other differ");
    misfit(
        place,
        format_args!(
            "{name}: shapes {a:?} and {b:?} do not fit: sizes, compared from the last axis on, must be equal or one \
             of them 1, got {a_size} and {b_size}"
        ),
    )
}

/// Sums a gradient over what was stretched.
pub(super) fn unstretch<const N: usize, A: Element>(dy: Tensor<N, A>, to: [usize; N]) -> Tensor<N, A> {
    let from = dy.shape();
    if from == to {
        return dy;
    }
    let kernel = || Some(Kernel::SumTo { from: padded(from)?, to: padded(to)? });
    if let Some(mut sums) = device::run(&[dy.storage()], kernel) {
        return Tensor::from_storage(to, sums.next());
    }
    let sums = dispatch!(A::erase(dy.into_storage()),
        floats dy => AnyStorage::from(sum_to(dy.into_vec(), from, to)),
        others _ => unreachable!("{} has no gradient", A::DTYPE)
    );
    Tensor::from_storage(to, A::reveal_owned(sums).expect("the element type is kept"))
}
