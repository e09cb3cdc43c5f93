//! Dropout.

use crate::device::{self, Kernel, Mask};
use crate::storage::Float;
use crate::tensor::{Op, Tensor};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// Each element with probability `p` replaced by 0, the others multiplied by `1 / (1 − p)`, so that the
    /// expected sum stays ([Srivastava et al. 2014](https://jmlr.org/papers/v15/srivastava14a.html)). A tensor
    /// that is on no tape, or inside a [`Frozen`](crate::Frozen) part's forward, comes back as it is.
    ///
    /// What is dropped depends on the tape's seed alone.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from([1.0, 1.0, 1.0, 1.0]);
    /// assert_eq!(x.clone().dropout(0.5), x);
    /// let y = Tape::new(0).input(x).dropout(0.5);
    /// assert!(y.as_slice().iter().all(|&y| y == 0.0 || y == 2.0));
    /// ```
    ///
    /// # Panics
    ///
    /// If `p` is not within 0..=1.
    #[track_caller]
    pub fn dropout(self, p: f64) -> Self {
        assert!((0.0..=1.0).contains(&p), "dropout: expected a probability within 0..=1, got p={p}");
        let Some(tape) = self.tape().filter(|tape| !tape.is_frozen()) else { return self };
        if p == 0.0 {
            return self;
        }
        let mask = Mask::new(p, tape.random_seed());
        let mut op = Op::named("dropout");
        let input = op.input(&self);
        op.run(
            self.shape(),
            |keep| (self.masked(mask), keep.nothing()),
            move |(), dy, grads| grads.add(input, dy.masked(mask)),
        )
    }

    /// What a mask leaves, off the tape, in the tensor's own memory if nobody else holds it.
    pub(super) fn masked(self, mask: Mask) -> Self {
        let shape = self.shape();
        if let Some(mut y) = device::run(&[self.storage()], || Some(Kernel::Dropout(mask))) {
            return Tensor::from_storage(shape, y.next());
        }
        let mut storage = self.into_storage();
        match storage.get_mut() {
            Some(values) => mask.apply_in_place(values),
            None => return Tensor::new(shape, mask.apply(storage.as_slice())),
        }
        Tensor::from_storage(shape, storage)
    }
}

#[cfg(test)]
mod tests {
    use crate::autodiff::Tape;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn gradient() {
        for p in [0.0, 0.3, 1.0] {
            gradcheck(irregular([5, 7]), |x| x.dropout(p)).unwrap();
        }
    }

    #[test]
    fn the_expected_share_is_dropped() {
        for p in [0.1, 0.5, 0.8] {
            let y = Tape::new(3).input(Tensor::<2>::full([100, 2000], 1.0)).dropout(p);
            let dropped = y.as_slice().iter().filter(|&&y| y == 0.0).count() as f64 / 200_000.0;
            // The standard deviation of the share is 0.0011 at most.
            assert!((dropped - p).abs() < 0.006, "{dropped} instead of {p}");
            let pairs =
                y.as_slice().windows(2).filter(|w| w[0] == 0.0 && w[1] == 0.0).count() as f64 / 199_999.0;
            assert!((pairs - p * p).abs() < 0.008, "neighbours: {pairs} instead of {}", p * p);
        }
    }

    #[test]
    fn each_call_draws_anew_and_a_seed_repeats() {
        let draw = |tape: &Tape| tape.input(Tensor::<1>::full([256], 1.0)).dropout(0.5);
        let (one, other) = (Tape::new(1), Tape::new(1));
        let first = draw(&one);
        assert_eq!(first, draw(&other));
        assert_ne!(first, draw(&one));
    }

    #[test]
    #[should_panic(expected = "dropout: expected a probability within 0..=1, got p=1.5")]
    fn a_probability_is_at_most_one() {
        let _ = Tensor::from([1.0]).dropout(1.5);
    }
}
