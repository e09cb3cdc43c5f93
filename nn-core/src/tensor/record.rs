//! How an operation gets onto the tape: by the inputs that it names and a function that goes back.

use super::Tensor;
use crate::autodiff::{NodeId, Place, Recorder, Sweep, Tape};
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
///     let saved = x.detach();
///     let y = Tensor::new(x.shape(), x.as_slice().iter().map(|v| v * v * v).collect());
///     op.finish(y, move |dy, grads| grads.add(input, dy * (&saved * &saved) * 3.0))
/// }
///
/// let tape = Tape::new(0);
/// let x = tape.input([2.0]).requires_grad();
/// let gradients = cube(x.clone()).sum().backward();
/// assert_eq!(gradients.wrt(&x).unwrap().as_slice(), [12.0]);
/// ```
#[derive(Debug, Default)]
pub struct Op {
    name: &'static str,
    on: On,
    wanted: bool,
}

/// What the inputs are on.
#[derive(Debug, Default)]
enum On {
    #[default]
    Nothing,
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

impl Op {
    /// An operation without inputs so far.
    pub fn new() -> Self {
        Op::named("operation")
    }

    /// An operation under the name that a [trace](crate::trace) shows.
    pub fn named(name: &'static str) -> Self {
        Op { name, on: On::Nothing, wanted: false }
    }

    /// Names an input.
    ///
    /// # Panics
    ///
    /// If it is on another tape than the inputs before it.
    #[inline(always)]
    #[track_caller]
    pub fn input<const N: usize, A: Element>(&mut self, x: &Tensor<N, A>) -> Var<N> {
        let node = match x.place() {
            Place::Off => None,
            place => self.join(place),
        };
        Var { node, shape: x.shape() }
    }

    /// Notes what an input is on, and gives its node on the tape.
    #[track_caller]
    fn join(&mut self, place: &Place) -> Option<NodeId> {
        match (place, &self.on) {
            (Place::Off, _) => {}
            (Place::Traced(recorder, id), _) => self.join_recorder(recorder, *id),
            (Place::On(tape) | Place::Node(tape, _), On::Nothing) => self.on = On::Tape(tape.clone()),
            (Place::On(tape) | Place::Node(tape, _), On::Tape(other)) => {
                if !tape.is_same_handle(other) {
                    self.join_handle(tape, &other.clone());
                }
            }
            // Nothing is learned from a forward that is traced.
            (_, On::Recorder(_)) => {}
        }
        let node = place.node();
        self.wanted |= node.is_some();
        node
    }

    /// Of two handles of one tape, the result is on the one that is not frozen.
    #[cold]
    #[track_caller]
    fn join_handle(&mut self, tape: &Tape, other: &Tape) {
        assert!(
            tape.is(other),
            "the operands of an operation are on two different tapes; put all inputs of a step on one, or take \
             an operand off its tape: `x.detach()`"
        );
        if other.is_frozen() {
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
    /// adds to those of the inputs. It must hold no tensor that is on the tape: [`detach`](Tensor::detach)
    /// what it keeps.
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
            On::Tape(tape) => tape,
            On::Recorder(_) => return self.traced(value.shape()).expect("the inputs are traced"),
        };
        if !self.wanted {
            return value.at(Place::On(tape));
        }
        let shape = value.shape();
        let backward = backward();
        let id = tape.record(Box::new(move |gradient, sweep| {
            let gradient = A::reveal_owned(gradient).expect("a gradient has its tensor's element type");
            backward(Tensor::from_storage(shape, gradient), &mut Backward { sweep });
        }));
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
