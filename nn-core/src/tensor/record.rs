//! How an operation gets onto the tape: by the inputs that it names and one call that runs it.

use std::panic::Location;

use super::Tensor;
use super::any::AnyTensor;
use super::backward::{Backward, Var};
use super::keep::{Keep, Kept};
use crate::autodiff::graph;
use crate::autodiff::{NodeId, Note, Operand, Origin, Place, Recorder, Summary, Tape, is_watching};
use crate::device::{Device, Scope};
use crate::operation::Operation;
use crate::storage::Element;

/// An operation about to be recorded. Name each input, then [`run`](Op::run) it, or compute the result and
/// [`finish`](Op::finish).
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
    multiply_adds: u64,
    /// Where the operands are, and the result will be.
    device: Device,
    /// What the operands are like, where a tape looks for a NaN.
    watched: Vec<Operand>,
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
    Recorder(Box<Traced>),
    /// On nothing so far, or computed from what gets gradients, while a graph is written down that may be this one's.
    Constants(Box<(Option<Origin>, Vec<graph::Operand>)>),
}

/// What a trace learns of an operation.
#[derive(Debug)]
pub(super) struct Traced {
    pub(super) recorder: Recorder,
    pub(super) inputs: Vec<NodeId>,
    /// For a graph, all of them, and what the operation is.
    pub(super) operands: Vec<graph::Operand>,
    pub(super) meaning: Option<(Operation, Vec<usize>)>,
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
        Op {
            name,
            at: Location::caller(),
            on: On::Nothing,
            wanted: false,
            multiply_adds: 0,
            device: Device::host(),
            watched: Vec::new(),
        }
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
            Place::Off => {
                if graph::is_recorded() {
                    self.join_constant(x);
                }
                None
            }
            Place::Untracked(origin) => {
                self.join_untracked(*origin);
                if graph::is_recorded() {
                    self.join_constant(x);
                }
                None
            }
            Place::Traced(recorder, id) => {
                self.join_recorder(recorder, *id, x);
                None
            }
            place => self.join(place),
        };
        if let Some(device) = x.storage().device() {
            self.join_device(device);
        }
        if is_watching() {
            self.watch(x.place().node(), &x.erased());
        }
        Var::new(node, x.shape())
    }

    /// Notes what an input is like.
    #[cold]
    fn watch(&mut self, node: Option<NodeId>, x: &AnyTensor) {
        if !matches!(self.on, On::Recorder(_)) {
            let summary = Summary::new(x.shape(), x.storage());
            self.watched.push(Operand { node, summary, param: None });
        }
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

    /// Notes the device that an input is on.
    #[cold]
    #[track_caller]
    fn join_device(&mut self, device: &Device) {
        assert!(
            self.device.is_host() || self.device == *device,
            "{}: the operands are on two devices, {} and {}; move one of them: `x.to(&device)`",
            self.name,
            self.device.name(),
            device.name()
        );
        self.device = device.clone();
    }

    /// Notes that an input must not meet a tape.
    #[inline]
    #[track_caller]
    fn join_untracked(&mut self, origin: Origin) {
        match &mut self.on {
            On::Nothing => self.on = On::Untracked(origin),
            On::Tape(_) => origin.refuse(self.name),
            On::Constants(constants) => constants.0 = constants.0.or(Some(origin)),
            On::Untracked(_) | On::Recorder(_) => {}
        }
    }

    /// Notes what an input is on, and gives its node on the tape.
    #[track_caller]
    fn join(&mut self, place: &Place) -> Option<NodeId> {
        match (place, &self.on) {
            (Place::Off | Place::Untracked(_) | Place::Traced(..), _) => {}
            (Place::On(_) | Place::Node(..), On::Untracked(origin)) => origin.refuse(self.name),
            (Place::On(tape) | Place::Node(tape, _), On::Nothing) => self.on = On::Tape(tape.clone()),
            (Place::On(tape) | Place::Node(tape, _), On::Constants(constants)) => {
                // No closure, which would be the caller.
                if let Some(origin) = constants.0 {
                    origin.refuse(self.name)
                }
                self.on = On::Tape(tape.clone());
            }
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
    fn join_recorder<const N: usize, A: Element>(
        &mut self,
        recorder: &Recorder,
        id: NodeId,
        x: &Tensor<N, A>,
    ) {
        if !matches!(self.on, On::Recorder(_)) {
            let operands = match std::mem::take(&mut self.on) {
                On::Constants(constants) => constants.1,
                _ => Vec::new(),
            };
            let (recorder, inputs) = (recorder.clone(), Vec::new());
            self.on = On::Recorder(Box::new(Traced { recorder, inputs, operands, meaning: None }));
        }
        if let On::Recorder(traced) = &mut self.on {
            traced.inputs.push(id);
            if graph::is_recorded() {
                traced.operands.push(x.operand(Some(id)));
            }
        }
    }

    /// Keeps an operand of which the graph that is written down may need the elements.
    #[cold]
    fn join_constant<const N: usize, A: Element>(&mut self, x: &Tensor<N, A>) {
        match &mut self.on {
            On::Nothing => self.on = On::Constants(Box::new((None, vec![x.operand(None)]))),
            On::Untracked(origin) => {
                self.on = On::Constants(Box::new((Some(*origin), vec![x.operand(None)])));
            }
            On::Constants(constants) => constants.1.push(x.operand(None)),
            On::Recorder(traced) => traced.operands.push(x.operand(None)),
            On::Tape(_) => {}
        }
    }

    /// Names an operand for a graph that is none for a gradient.
    pub(crate) fn constant<const N: usize, A: Element>(&mut self, x: &Tensor<N, A>) {
        if let (true, On::Recorder(traced)) = (graph::is_recorded(), &mut self.on) {
            let id = if let Place::Traced(_, id) = x.place() { Some(*id) } else { None };
            traced.operands.push(x.operand(id));
        }
    }

    /// Says what the operation is, for a graph: after its operands. Elsewhere it costs nothing.
    #[inline(always)]
    pub(crate) fn means(&mut self, operation: impl FnOnce() -> Operation) {
        self.means_with(|| (operation(), Vec::new()));
    }

    /// What the operation is, and numbers that may go with the size of the batch.
    #[inline(always)]
    pub(crate) fn means_with(&mut self, meaning: impl FnOnce() -> (Operation, Vec<usize>)) {
        if let (true, On::Recorder(traced)) = (graph::is_recorded(), &mut self.on) {
            traced.meaning = Some(meaning());
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

    /// Names a number that is written into the result as it is: an infinite one is meant.
    #[inline]
    pub(crate) fn number<A: Element>(&mut self, number: A) {
        if is_watching() {
            self.watch(None, &Tensor::<0, A>::full([], number).erased());
        }
    }

    /// Says how many products the operation adds up, for a trace.
    #[inline]
    pub(crate) fn multiply_adds(mut self, multiply_adds: u64) -> Self {
        self.multiply_adds = multiply_adds;
        self
    }

    /// Leaves the result where it is computed, rather than where the operands are.
    pub(super) fn anywhere(mut self) -> Self {
        self.device = Device::host();
        self
    }

    /// Whether the backward pass will need this operation, so that values for it must be kept.
    pub fn wanted(&self) -> bool {
        self.wanted
    }

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
