//! What a forward may ask of a buffer: updates that the next step applies.

use std::ops::Add;

use super::{AnyBuffer, Buffer};
use crate::autodiff::{Change, How, Tape, Update};
use crate::storage::{Element, Float};
use crate::tensor::Tensor;

/// Updates that a forward asks for. They go with the gradients of the tape to the optimizer's
/// [`step`](crate::optim::Optimizer::step), which applies them in the order in which they were asked for; a frozen buffer,
/// and one inside a [`Frozen`](super::Frozen), ignores them. The values are data: no gradient goes through them.
///
/// All panic if the values have another shape than the buffer.
impl<const N: usize, A: Element> Buffer<N, A> {
    /// Asks for `value ← values` at the next step.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let mut model = (Param::new(Tensor::from([2.0])), Buffer::<1>::new([0.0]));
    /// let tape = Tape::new(0);
    /// let y = tape.input([3.0]) * &model.0;
    /// model.1.set(&tape, &y);
    /// Sgd::new(0.1).step(&mut model, y.sum().backward())?;
    /// assert_eq!(model.1.value().as_slice(), [6.0]);
    /// # Ok(())
    /// # }
    /// ```
    #[track_caller]
    pub fn set(&self, tape: &Tape, values: impl Into<Tensor<N, A>>) {
        self.ask(tape, "set", How::Set, values.into());
    }

    /// Asks for `value ← value + values` at the next step: for what counts.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let mut model = (Param::new(Tensor::from([2.0])), Buffer::<0, i64>::new(0));
    /// for _ in 0..3 {
    ///     let tape = Tape::new(0);
    ///     model.1.add(&tape, 1);
    ///     let loss = (tape.input([3.0]) * &model.0).sum();
    ///     Sgd::new(0.1).step(&mut model, loss.backward())?;
    /// }
    /// assert_eq!(model.1.value().item(), 3);
    /// # Ok(())
    /// # }
    /// ```
    #[track_caller]
    pub fn add(&self, tape: &Tape, values: impl Into<Tensor<N, A>>)
    where
        A: Add<Output = A>,
    {
        self.ask(tape, "add", How::Add, values.into());
    }

    /// Asks for `value ← (1 − share) · value + share · values` at the next step: a moving average, as of a batch norm's
    /// statistics or of a codebook. What PyTorch calls the momentum of a batch norm is the share here; a decay of 0.99
    /// is a share of 0.01.
    ///
    /// # Panics
    ///
    /// If `share` is not a number from 0 to 1.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let mut model = (Param::new(Tensor::from([2.0])), Buffer::<1>::new([10.0]));
    /// let tape = Tape::new(0);
    /// let y = tape.input([3.0]) * &model.0;
    /// model.1.blend(&tape, &y, 0.25);
    /// Sgd::new(0.1).step(&mut model, y.sum().backward())?;
    /// assert_eq!(model.1.value().as_slice(), [9.0]);
    /// # Ok(())
    /// # }
    /// ```
    #[track_caller]
    pub fn blend(&self, tape: &Tape, values: impl Into<Tensor<N, A>>, share: f64)
    where
        A: Float,
    {
        assert!((0.0..=1.0).contains(&share), "blend: share must be a number from 0 to 1, got {share}");
        self.ask(tape, "blend", How::Blend { share }, values.into());
    }

    /// Asks for a blend at the next step by which the buffer is the mean of all that was ever averaged:
    /// `value ← value + (values − value) / (seen + 1)`. `seen` is how many values the buffer holds the mean of, as a
    /// buffer beside it counts. Those that other forwards bring before this update is applied count as well, so that
    /// several forwards between two steps give the same as a step behind each.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let mut model = (Param::new(Tensor::from([1.0])), Buffer::<1>::new([0.0]));
    /// let tape = Tape::new(0);
    /// for x in [3.0, 6.0, 9.0] {
    ///     model.1.average(&tape, [x], 0);
    /// }
    /// let loss = (tape.input([3.0]) * &model.0).sum();
    /// Sgd::new(0.1).step(&mut model, loss.backward())?;
    /// assert_eq!(model.1.value().as_slice(), [6.0]);
    /// # Ok(())
    /// # }
    /// ```
    #[track_caller]
    pub fn average(&self, tape: &Tape, values: impl Into<Tensor<N, A>>, seen: u64)
    where
        A: Float,
    {
        self.ask(tape, "average", How::Average { seen, averaged: self.averaged() }, values.into());
    }

    #[track_caller]
    fn ask(&self, tape: &Tape, name: &str, how: How, values: Tensor<N, A>) {
        let shape = self.value().shape();
        assert!(
            values.shape() == shape,
            "{name}: expected values of the buffer's shape {shape:?}, got {:?}",
            values.shape()
        );
        if !self.is_frozen() && !tape.is_frozen() {
            let change = Change::new(how, &shape, A::erase(values.into_storage()));
            tape.update(Update { buffer: AnyBuffer::id(self), change, registered: false });
        }
    }
}
