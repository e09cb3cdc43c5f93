//! The states of recurrent layers: a hidden one, and a cell state beside it where there is memory.

use crate::Tensor;
use crate::tensor::Rank;

/// The hidden and the cell state of an LSTM.
pub(super) type Pair<const N: usize> = (Tensor<N>, Tensor<N>);

/// A hidden state, or a pair of a hidden and a cell state.
pub(super) trait State<const N: usize>: Sized {
    /// The same with an axis for a batch, or without it.
    type Larger;
    type Smaller;

    fn split(self) -> (Tensor<N>, Option<Tensor<N>>);

    fn join(hidden: Tensor<N>, cell: Tensor<N>) -> Self;

    fn insert_batch(self, axis: usize) -> Self::Larger;

    fn remove_batch(self, axis: usize) -> Self::Smaller;
}

impl<const N: usize> State<N> for Tensor<N>
where
    Tensor<N>: Rank<Element = f32>,
{
    type Larger = <Tensor<N> as Rank>::Larger;
    type Smaller = <Tensor<N> as Rank>::Smaller;

    fn split(self) -> (Tensor<N>, Option<Tensor<N>>) {
        (self, None)
    }

    fn join(hidden: Tensor<N>, _: Tensor<N>) -> Self {
        hidden
    }

    #[track_caller]
    fn insert_batch(self, axis: usize) -> Self::Larger {
        self.insert_axis(axis)
    }

    #[track_caller]
    fn remove_batch(self, axis: usize) -> Self::Smaller {
        self.remove_axis(axis)
    }
}

impl<const N: usize> State<N> for Pair<N>
where
    Tensor<N>: Rank<Element = f32>,
{
    type Larger = (<Tensor<N> as Rank>::Larger, <Tensor<N> as Rank>::Larger);
    type Smaller = (<Tensor<N> as Rank>::Smaller, <Tensor<N> as Rank>::Smaller);

    fn split(self) -> (Tensor<N>, Option<Tensor<N>>) {
        (self.0, Some(self.1))
    }

    fn join(hidden: Tensor<N>, cell: Tensor<N>) -> Self {
        (hidden, cell)
    }

    #[track_caller]
    fn insert_batch(self, axis: usize) -> Self::Larger {
        (self.0.insert_axis(axis), self.1.insert_axis(axis))
    }

    #[track_caller]
    fn remove_batch(self, axis: usize) -> Self::Smaller {
        (self.0.remove_axis(axis), self.1.remove_axis(axis))
    }
}
