//! `Dropout`.

use super::forward::forward;
use super::layer::layer;
use super::spec::{keeps_shape, own_spec};
use crate::{Forward, Tensor};

/// In training (the input is on a tape), each element is replaced by 0 with probability `p` and the others are
/// multiplied by `1 / (1 − p)`; in inference, and inside a [`Frozen`](crate::Frozen), the identity
/// ([Srivastava et al. 2014](https://jmlr.org/papers/v15/srivastava14a.html)):
/// [`torch.nn.Dropout`](https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html). What is dropped depends on
/// the tape's seed alone. The layer is its own spec.
///
/// ```
/// use nn_core::prelude::*;
///
/// let dropout = Dropout::new(0.5);
/// let x = Tensor::from([1.0, 2.0, 3.0]);
/// assert_eq!(dropout.forward(x.clone()), x);
/// let tape = Tape::new(0);
/// assert!(dropout.forward(tape.input(x)).as_slice().iter().all(|y| [0.0, 2.0, 4.0, 6.0].contains(y)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dropout {
    p: f64,
}

layer!(Dropout {} | layer | "p={}", layer.p);
own_spec!(Dropout);
keeps_shape!(Dropout);

impl Dropout {
    /// A layer that drops each element with probability `p`; PyTorch's default is 0.5.
    ///
    /// # Panics
    ///
    /// If `p` is not within 0..=1.
    #[track_caller]
    pub const fn new(p: f64) -> Self {
        assert!(p >= 0.0 && p <= 1.0, "Dropout: p is a probability, within 0..=1");
        Dropout { p }
    }

    /// The layer, which is its own spec.
    ///
    /// # Panics
    ///
    /// If `p` is not within 0..=1.
    #[track_caller]
    pub const fn spec(p: f64) -> Self {
        Self::new(p)
    }
}

impl Default for Dropout {
    fn default() -> Self {
        Dropout::new(0.5)
    }
}

impl<const N: usize> Forward<Tensor<N>> for Dropout {
    forward!(apply(Tensor<N>) -> Tensor<N>);
}

impl Dropout {
    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        x.dropout(self.p)
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn the_probability_is_printed() {
        assert_eq!(Dropout::new(0.1).tree().to_string(), "Dropout(p=0.1)");
    }

    #[test]
    fn a_tape_draws_on_and_a_new_one_of_the_same_seed_draws_the_same() {
        let dropped =
            |tape: &Tape| Dropout::new(0.5).forward(tape.input(Tensor::<1>::full([64], 1.0))).into_vec();
        let tape = Tape::new(7);
        let first = dropped(&tape);
        assert_ne!(dropped(&tape), first);
        assert_eq!(
            dropped(&Tape::new(7)),
            first,
            "made anew in every step, it drops the same units each time"
        );
        assert_eq!(dropped(&Tape::at_step(7, 3)), dropped(&Tape::at_step(7, 3)));
        assert_ne!(dropped(&Tape::at_step(7, 3)), dropped(&Tape::at_step(7, 4)));
        assert_ne!(dropped(&Tape::at_step(7, 3)), dropped(&Tape::at_step(8, 3)));
    }

    #[test]
    fn nothing_and_everything() {
        let x = Tape::new(0).input([1.0, f32::INFINITY]);
        assert_eq!(Dropout::new(0.0).forward(x.clone()), x);
        assert_eq!(Dropout::new(1.0).forward(x).as_slice(), [0.0, 0.0]);
    }

    #[test]
    #[should_panic(expected = "Dropout: p is a probability, within 0..=1")]
    fn a_probability_is_not_negative() {
        Dropout::new(-0.1);
    }
}
