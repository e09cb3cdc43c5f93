//! Sequences of different lengths in one tensor.

use crate::Tensor;
use crate::nn::forward::Traced;
use crate::tensor::LayerKind;

/// Sequences of different lengths, filled up to the longest: a recurrent layer that takes them leaves out what is behind
/// the end of each, as it does in PyTorch with what
/// [`pack_padded_sequence`](https://pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pack_padded_sequence.html) makes.
/// Behind the end the output is 0; the final state of each sequence is that after its own last step, and the second
/// direction begins there. The sequences may come in any order.
///
/// ```
/// use nn_core::prelude::*;
///
/// let lstm = Lstm::spec(8, 16).batch_first(true).bidirectional(true).init(&mut rng(0));
/// let x = Padded::new(Tensor::<3>::zeros([3, 5, 8]), [5, 2, 4]);
/// let (y, (h, _)) = lstm.forward(x);
/// assert_eq!((y.shape(), h.shape()), ([3, 5, 32], [2, 3, 16]));
/// ```
#[doc(alias = "pack_padded_sequence")]
#[doc(alias = "PackedSequence")]
#[derive(Clone, Debug)]
pub struct Padded {
    /// `[length, batch, features]`, or with the batch first if the layer says so.
    pub values: Tensor<3>,
    /// How many steps each sequence has.
    pub lengths: Vec<usize>,
}

impl Padded {
    /// Sequences of these lengths.
    pub fn new(values: Tensor<3>, lengths: impl Into<Vec<usize>>) -> Self {
        Padded { values, lengths: lengths.into() }
    }
}

impl Traced for Padded {
    fn enter(self, layer: &impl LayerKind) -> Self {
        Padded { values: Traced::enter(self.values, layer), ..self }
    }

    fn leave(self) -> Self {
        Padded { values: Traced::leave(self.values), ..self }
    }
}
