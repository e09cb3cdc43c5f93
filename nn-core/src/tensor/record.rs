//! How an operation gets onto the tape: by the inputs that it names and a function that goes back.

use std::panic::Location;

use super::Tensor;
use crate::autodiff::{NodeId, Origin, Place, Recorder, Sweep, Tape};
use crate::storage::{Element, Float, SharedStorage};

/// An operation about to be recorded. Name each input, compute the value, then [`finish`](Op::finish).
///
/// This is how every operation of the library is written, and how your own are:
///
/// ```
/// use nn_core::prelude::*;
///
/// /// x³, with its own backward.
/// fn cube<const N: usize>(x: Tensor<N>) -> Tensor<N> {
///     let mut op = Op::new();
///     let input = op.input(&x);
///     let saved = x.off_tape();
///     let y = Tensor::new(x.shape(), x.as_slice().iter().map(|v| v * v * v).collect());
///     op.finish(y, move |dy, grads| grads.add(input, dy * (&saved * &saved) * 3.0))
/// }
///
/// let tape = Tape::new(0);
/// let x = tape.input([2.0]).requires_grad();
/// let gradients = cube(x.clone()).sum().backward();
/// assert_eq!(gradients.wrt(&x).unwrap().as_slice(), [12.0]);
/// ```
#[doc(alias = "Function")]
#[derive(Debug)]
pub struct Op {
    name: &'static str,
    /// Where in the source it is called.
    at: &'static Location<'static>,
    on: On,
    wanted: bool,
}

/// What the inputs are on.
#[derive(Debug, Default)]
enum On {
    #[default]
    Nothing,
    /// On no tape, but computed from what gets gradients.
    Untracked(Origin),
    Tape(Tape),
    /// In a box, since it is rare and an operation is made often.
    Recorder(Box<(Recorder, Vec<NodeId>)>),
}

/// An input of a recorded operation: where its gradient goes.
#[derive(Clone, Copy, Debug)]
pub struct Var<const N: usize> {
    node: Option<NodeId>,
    shape: [usize; N],
}

impl<const N: usize> Var<N> {
    /// Whether the gradient of this input is wanted at all.
    pub fn wanted(&self) -> bool {
        self.node.is_some()
    }

    /// The input's shape.
    pub fn shape(&self) -> [usize; N] {
        self.shape
    }
}

impl Default for Op {
    #[track_caller]
    fn default() -> Self {
        Op::new()
    }
}

impl Op {
    /// An operation without inputs so far.
    #[track_caller]
    pub fn new() -> Self {
        Op::named("operation")
    }

    /// An operation under the name that a [trace](crate::trace) shows.
    #[track_caller]
    pub fn named(name: &'static str) -> Self {
        Op { name, at: Location::caller(), on: On::Nothing, wanted: false }
    }

    /// Names an input.
    ///
    /// # Panics
    ///
    /// If it is a result on another tape than those before it, or on none and computed from a trainable parameter that
    /// would get no gradient here.
    #[inline(always)]
    #[track_caller]
    pub fn input<const N: usize, A: Element>(&mut self, x: &Tensor<N, A>) -> Var<N> {
        let node = match x.place() {
            Place::Off => None,
            Place::Untracked(origin) => {
                self.join_untracked(*origin);
                None
            }
            place => self.join(place),
        };
        Var { node, shape: x.shape() }
    }

    /// Notes that an input must not meet a tape.
    #[inline]
    #[track_caller]
    fn join_untracked(&mut self, origin: Origin) {
        match &self.on {
            On::Nothing => self.on = On::Untracked(origin),
            On::Tape(_) => origin.refuse(self.name),
            On::Untracked(_) | On::Recorder(_) => {}
        }
    }

    /// Notes what an input is on, and gives its node on the tape.
    #[track_caller]
    fn join(&mut self, place: &Place) -> Option<NodeId> {
        match (place, &self.on) {
            (Place::Off | Place::Untracked(_), _) => {}
            (Place::On(_) | Place::Node(..), On::Untracked(origin)) => origin.refuse(self.name),
            (Place::Traced(recorder, id), _) => self.join_recorder(recorder, *id),
            (Place::On(tape) | Place::Node(tape, _), On::Nothing) => self.on = On::Tape(tape.clone()),
            (Place::On(tape) | Place::Node(tape, _), On::Tape(other)) => {
                if !tape.is_same_handle(other) {
                    let is_result = place.node().is_some();
                    self.join_handle(tape, &other.clone(), is_result);
                }
            }
            // Nothing is learned from a forward that is traced.
            (_, On::Recorder(_)) => {}
        }
        let node = place.node();
        self.wanted |= node.is_some();
        node
    }

    /// Of two handles of one tape, the result is on the one that is not frozen; of two tapes, on that of the operand that
    /// has a gradient. What has none is data, whatever tape it is on.
    #[cold]
    #[track_caller]
    fn join_handle(&mut self, tape: &Tape, other: &Tape, is_result: bool) {
        let is_other_tape = !tape.is(other);
        assert!(
            !(is_other_tape && is_result && self.wanted),
            "the operands of an operation are on two different tapes; put all inputs of a step on one, or bring an \
             operand over as data: `x.detach()`"
        );
        if if is_other_tape { is_result } else { other.is_frozen() } {
            self.on = On::Tape(tape.clone());
        }
    }

    #[cold]
    fn join_recorder(&mut self, recorder: &Recorder, id: NodeId) {
        match &mut self.on {
            On::Recorder(traced) => traced.1.push(id),
            on => *on = On::Recorder(Box::new((recorder.clone(), vec![id]))),
        }
    }

    /// The result without values, if the forward is traced: then there is nothing to compute.
    #[inline]
    pub(crate) fn traced<const N: usize, A: Element>(&self, shape: [usize; N]) -> Option<Tensor<N, A>> {
        self.traced_with(shape, || 0)
    }

    /// The same for an operation that multiplies and adds so many times.
    #[inline]
    pub(crate) fn traced_with<const N: usize, A: Element>(
        &self,
        shape: [usize; N],
        multiply_adds: impl FnOnce() -> u64,
    ) -> Option<Tensor<N, A>> {
        match &self.on {
            On::Recorder(traced) => {
                let (recorder, inputs) = &**traced;
                Some(Tensor::without_values(shape, recorder, self.name, inputs, multiply_adds()))
            }
            _ => None,
        }
    }

    /// Names an input that may be absent. No closure, which would be the caller of [`input`](Op::input).
    #[track_caller]
    pub(crate) fn optional_input<const N: usize, A: Element>(
        &mut self,
        x: Option<&Tensor<N, A>>,
    ) -> Option<Var<N>> {
        Some(self.input(x?))
    }

    /// Whether the way back will be needed, so that values for it must be kept.
    pub fn wanted(&self) -> bool {
        self.wanted
    }

    /// The result: `value`, on the inputs' tape if there is one. `backward` gets the gradient of the value and
    /// adds to those of the inputs. What it keeps must be [off the tape](Tensor::off_tape): a tensor that is on it
    /// would keep the tape alive.
    pub fn finish<const N: usize, A: Float>(
        self,
        value: Tensor<N, A>,
        backward: impl FnOnce(Tensor<N, A>, &mut Backward<'_>) + Send + 'static,
    ) -> Tensor<N, A> {
        self.finish_with(value, || backward)
    }

    /// Like [`finish`](Op::finish), but makes the function only if it is needed.
    pub fn finish_with<const N: usize, A: Float, F>(
        self,
        value: Tensor<N, A>,
        backward: impl FnOnce() -> F,
    ) -> Tensor<N, A>
    where
        F: FnOnce(Tensor<N, A>, &mut Backward<'_>) + Send + 'static,
    {
        let tape = match self.on {
            On::Nothing => return value.at(Place::Off),
            On::Untracked(origin) => return value.at(Place::Untracked(origin)),
            On::Tape(tape) => tape,
            On::Recorder(_) => return self.traced(value.shape()).expect("the inputs are traced"),
        };
        if !self.wanted {
            return value.at(Place::On(tape));
        }
        let shape = value.shape();
        let backward = backward();
        let id = tape.record(
            self.at,
            Box::new(move |gradient, sweep| {
                let gradient = A::reveal_owned(gradient).expect("a gradient has its tensor's element type");
                backward(Tensor::from_storage(shape, gradient), &mut Backward { sweep });
            }),
        );
        value.at(Place::Node(tape, id))
    }
}

/// Where an operation's backward puts the gradients of its inputs.
pub struct Backward<'a> {
    sweep: &'a mut Sweep,
}

impl Backward<'_> {
    /// Adds to the gradient of an input, if it is wanted.
    ///
    /// # Panics
    ///
    /// If the gradient has another shape than the input.
    #[track_caller]
    pub fn add<const N: usize, A: Float>(&mut self, input: Var<N>, gradient: Tensor<N, A>) {
        let shape = gradient.shape();
        assert!(
            shape == input.shape,
            "backward: expected a gradient of the input's shape {:?}, got {shape:?}",
            input.shape
        );
        self.add_storage(input, gradient.into_storage());
    }

    /// Like [`add`](Backward::add), but computes the gradient only if it is wanted.
    #[track_caller]
    pub fn add_with<const N: usize, A: Float>(
        &mut self,
        input: Var<N>,
        gradient: impl FnOnce() -> Tensor<N, A>,
    ) {
        if input.wanted() {
            self.add(input, gradient());
        }
    }

    fn add_storage<const N: usize, A: Float>(&mut self, input: Var<N>, gradient: SharedStorage<A>) {
        if let Some(id) = input.node {
            self.sweep.add(id, gradient);
        }
    }
}
