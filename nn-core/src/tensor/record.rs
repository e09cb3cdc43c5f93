//! How an operation gets onto the tape: by one call that runs it.

use std::panic::Location;

use super::Tensor;
use super::any::AnyTensor;
use super::backward::Backward;
use super::keep::{Keep, Kept};
use super::op::{On, Op};
use crate::autodiff::{Note, Place, Summary, Tape, is_watching};
use crate::device::Scope;
use crate::storage::Element;

impl Op {
    /// Runs the operation: the whole of it in one call, so that no part can be forgotten.
    ///
    /// `compute` gives the result, of the given shape, and what the backward pass needs of the computation, which
    /// [`Keep`] keeps only if there will be one. A [trace](crate::trace) takes the shape and computes nothing.
    /// `backward` gets what was kept and the gradient of the result, and adds to the gradients of the inputs. What is kept
    /// must be [off the tape](Tensor::off_tape): a tensor that is on it would keep the tape alive.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// /// √x; its backward pass needs the result.
    /// fn sqrt(x: Tensor<1>) -> Tensor<1> {
    ///     let mut op = Op::named("sqrt");
    ///     let input = op.input(&x);
    ///     op.run(
    ///         x.shape(),
    ///         |keep| {
    ///             let y = Tensor::new(x.shape(), x.as_slice().iter().map(|x| x.sqrt()).collect());
    ///             let kept = keep.value(|| y.off_tape());
    ///             (y, kept)
    ///         },
    ///         move |y, dy, grads| grads.add(input, dy * 0.5 / y),
    ///     )
    /// }
    ///
    /// let x = Tape::new(0).input([4.0]).requires_grad();
    /// assert_eq!(sqrt(x.clone()).sum().backward().wrt(&x).unwrap().as_slice(), [0.25]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the result has another shape.
    #[inline]
    #[track_caller]
    pub fn run<const N: usize, A: Element, S: Send + 'static>(
        mut self,
        shape: [usize; N],
        compute: impl FnOnce(Keep) -> (Tensor<N, A>, Kept<S>),
        backward: impl FnOnce(S, Tensor<N, A>, &mut Backward<'_>) + Send + 'static,
    ) -> Tensor<N, A> {
        if let On::Recorder(traced) = self.on {
            return Tensor::without_values(shape, *traced, self.name, self.at, self.multiply_adds);
        }
        let (value, kept) = match self.device.is_host() {
            true => compute(Keep::new(self.wanted)),
            false => self.compute_on_device(compute),
        };
        let got = value.shape();
        assert!(got == shape, "{}: expected a result of shape {shape:?}, got {got:?}", self.name);
        if is_watching() {
            self.inspect(&value.erased());
        }
        let place = match self.on {
            On::Nothing | On::Recorder(_) => Place::Off,
            On::Untracked(origin) => Place::Untracked(origin),
            On::Constants(constants) => constants.0.map_or(Place::Off, Place::Untracked),
            On::Tape(tape) => match kept.into_value() {
                None => Place::On(tape),
                Some(kept) => return recorded(tape, (self.name, self.at), value, kept, backward),
            },
        };
        value.put_at(place)
    }

    /// What was computed on the host, where the device has no kernel, goes back to the device.
    #[cold]
    fn compute_on_device<const N: usize, A: Element, S>(
        &self,
        compute: impl FnOnce(Keep) -> (Tensor<N, A>, Kept<S>),
    ) -> (Tensor<N, A>, Kept<S>) {
        let _scope = Scope::enter(self.name, self.at);
        let (value, kept) = compute(Keep::new(self.wanted));
        (value.placed_on(&self.device), kept)
    }

    /// Looks at the result, if the tape does.
    #[cold]
    #[track_caller]
    fn inspect(&mut self, result: &AnyTensor) {
        let operands = std::mem::take(&mut self.watched);
        if let On::Tape(tape) = &self.on
            && tape.watches()
        {
            let note = Note::new(self.name, self.at, operands);
            let anomaly = tape.inspect(note, Summary::new(result.shape(), result.storage()));
            assert!(anomaly.is_none(), "{}", anomaly.unwrap_or_default());
        }
    }

    /// Ends an operation whose result is computed already; in a [trace](crate::trace), where inputs have no values, from
    /// zeros. `backward` gets the gradient of the result and adds to those of the inputs. What it keeps must be
    /// [off the tape](Tensor::off_tape): a tensor that is on it would keep the tape alive.
    #[track_caller]
    pub fn finish<const N: usize, A: Element>(
        self,
        value: Tensor<N, A>,
        backward: impl FnOnce(Tensor<N, A>, &mut Backward<'_>) + Send + 'static,
    ) -> Tensor<N, A> {
        self.run(value.shape(), |keep| (value, keep.nothing()), |(), dy, grads| backward(dy, grads))
    }
}

/// The result as a node of the tape.
fn recorded<const N: usize, A: Element, S: Send + 'static>(
    tape: Tape,
    (name, at): (&'static str, &'static Location<'static>),
    value: Tensor<N, A>,
    kept: S,
    backward: impl FnOnce(S, Tensor<N, A>, &mut Backward<'_>) + Send + 'static,
) -> Tensor<N, A> {
    let shape = value.shape();
    let id = tape.record(
        at,
        Box::new(move |gradient, sweep| {
            let gradient = A::reveal_owned(gradient).expect("a gradient has its tensor's element type");
            let device = gradient.device().cloned();
            let _scope = device.is_some().then(|| Scope::enter(name, at));
            backward(kept, Tensor::from_storage(shape, gradient), &mut Backward::new(sweep, device));
        }),
    );
    value.put_at(Place::Node(tape, id))
}
