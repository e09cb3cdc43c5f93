//! Single elements by their index.

use std::ops::{Index, IndexMut};

use super::Tensor;
use crate::kernels::permute::strides;
use crate::storage::Element;

impl<const N: usize, A: Element> Tensor<N, A> {
    #[track_caller]
    fn place_of(&self, index: [usize; N]) -> usize {
        let shape = self.shape();
        assert!(
            index.iter().zip(shape).all(|(&i, size)| i < size),
            "index {index:?} is out of range in a tensor of shape {shape:?}"
        );
        index.iter().zip(strides(shape)).map(|(i, step)| i * step).sum()
    }
}

/// One element: `x[[0, 1]]`. A tensor at one index of an axis is [`x.at(0, 1)`](Tensor::at).
///
/// ```
/// use nn_core::prelude::*;
///
/// let mut x = Tensor::from([[1.0, 2.0], [3.0, 4.0]]);
/// x[[0, 1]] += 5.0;
/// assert_eq!(x[[0, 1]], 7.0);
/// # let _: Tensor<2> = x;
/// ```
///
/// # Panics
///
/// If the index goes beyond the shape. For writing, if the tensor is on a tape, where a change would go unrecorded.
impl<I: Indices<N>, const N: usize, A: Element> Index<I> for Tensor<N, A> {
    type Output = A;

    #[track_caller]
    fn index(&self, index: I) -> &A {
        &self.as_slice()[self.place_of(index.indices())]
    }
}

impl<I: Indices<N>, const N: usize, A: Element> IndexMut<I> for Tensor<N, A> {
    #[track_caller]
    fn index_mut(&mut self, index: I) -> &mut A {
        let place = self.place_of(index.indices());
        &mut self.as_mut_slice()[place]
    }
}

/// The place of an element: an index for each axis. It is a trait for the message of the compiler alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` names no element of a tensor of rank {N}",
    label = "expected an index for each axis, such as `x[[0, 2]]`",
    note = "a part of a tensor is another tensor: `x.at(0, i)` is row `i`, and `x.slice(0, 1..3)` are two rows"
)]
pub trait Indices<const N: usize> {
    /// The indices.
    #[doc(hidden)]
    fn indices(self) -> [usize; N];
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Indices<N> for [usize; N] {
    #[inline(always)]
    fn indices(self) -> [usize; N] {
        self
    }
}

#[cfg(test)]
mod tests {
    use crate::tensor::Tensor;

    #[test]
    fn every_element_has_its_index() {
        let mut x = Tensor::<3, usize>::from_fn([2, 3, 4], |[i, j, k]| 100 * i + 10 * j + k);
        assert_eq!((x[[1, 2, 3]], x[[0, 1, 0]]), (123, 10));
        x[[1, 0, 0]] = 7;
        assert_eq!(x.as_slice()[12], 7);
        assert_eq!(Tensor::<0>::from(3.0)[[]], 3.0);
    }
}
