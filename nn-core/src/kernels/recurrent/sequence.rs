//! The sizes of a recurrent layer in one direction, and where in its rows a step stands.

use super::cell::Cell;
use crate::kernels::matmul::Addend;
use crate::kernels::matrix::Matrix;
use crate::kernels::packed::Packed;
use crate::storage::Float;

/// One layer in one direction over a batch of sequences. Its rows, one for each step of each sequence, are a step's
/// sequences one after another, or a sequence's steps if the batch comes first.
#[derive(Clone, Debug)]
pub(crate) struct Recurrence {
    pub(crate) cell: Cell,
    pub(crate) steps: usize,
    pub(crate) batch: usize,
    pub(crate) hidden: usize,
    /// The size of the hidden state: `hidden` unless it is projected.
    pub(crate) output: usize,
    pub(crate) batch_first: bool,
    /// Whether it goes from the last step to the first.
    pub(crate) reverse: bool,
    /// How many steps each sequence has; without it all have all.
    pub(crate) lengths: Option<Vec<usize>>,
}

/// The weights of the hidden state.
pub(crate) struct Weights<'a, A: Float> {
    /// `[gates · hidden, output]`.
    pub(crate) hidden: &'a [A],
    /// The same as each step of the forward pass wants it, if it was [laid out](Recurrence::packed) before.
    pub(crate) packed: Option<&'a Packed<A>>,
    pub(crate) bias: Option<&'a [A]>,
    /// `[output, hidden]`.
    pub(crate) projection: Option<&'a [A]>,
}

impl<A: Float> Weights<'_, A> {
    /// What the part of the hidden state is added to.
    pub(super) fn addend(&self) -> Addend<'_, A> {
        self.bias.map_or(Addend::Zero, Addend::Row)
    }
}

impl Recurrence {
    pub(super) fn rows(&self) -> usize {
        self.steps * self.batch
    }

    pub(super) fn width(&self) -> usize {
        self.cell.gates() * self.hidden
    }

    pub(super) fn memory(&self) -> usize {
        if self.cell.has_memory() { self.hidden } else { 0 }
    }

    /// The sizes of the hidden and of the cell state.
    pub(crate) fn state_sizes(&self) -> [[usize; 2]; 2] {
        [self.output, self.memory()].map(|size| [self.batch, size])
    }

    /// How many numbers come out.
    pub(crate) fn len(&self) -> usize {
        (self.rows() + self.batch) * self.output + self.batch * self.memory()
    }

    pub(crate) fn multiply_adds(&self) -> u64 {
        let projection = if self.output == self.hidden { 0 } else { self.hidden };
        (self.rows() as u64).saturating_mul((self.output * (self.width() + projection)) as u64)
    }

    /// Whether steps multiply by the weights often enough to lay them out.
    pub(crate) fn wants_packed(&self) -> bool {
        self.steps > 1 && self.width() > 0 && self.output > 0
    }

    /// The weights of the hidden state as each step of the forward pass wants them.
    pub(crate) fn packed<A: Float>(&self, weights: &[A]) -> Packed<A> {
        Packed::new(Matrix::new(weights, self.width(), self.output).t())
    }

    /// The row of a sequence's step.
    pub(super) fn row(&self, step: usize, sequence: usize) -> usize {
        if self.batch_first { sequence * self.steps + step } else { step * self.batch + sequence }
    }

    /// How many rows there are from a sequence to the next.
    pub(super) fn apart(&self) -> usize {
        if self.batch_first { self.steps } else { 1 }
    }

    pub(super) fn order(&self) -> impl DoubleEndedIterator<Item = usize> + use<> {
        let (steps, reverse) = (self.steps, self.reverse);
        (0..steps).map(move |i| if reverse { steps - 1 - i } else { i })
    }

    /// Whether the sequence is that long.
    pub(super) fn has(&self, step: usize, sequence: usize) -> bool {
        self.lengths.as_ref().is_none_or(|lengths| step < lengths[sequence])
    }
}
