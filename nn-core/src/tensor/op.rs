//! An operation that is about to run: what it names, and where its operands are.

use std::panic::Location;

use super::Tensor;
use super::any::AnyTensor;
use super::backward::Var;
use crate::autodiff::graph;
use crate::autodiff::{NodeId, Operand, Origin, Place, Recorder, Summary, Tape, is_watching};
use crate::device::Device;
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
    pub(super) name: &'static str,
    /// Where in the source it is called.
    pub(super) at: &'static Location<'static>,
    pub(super) on: On,
    pub(super) wanted: bool,
    pub(super) multiply_adds: u64,
    /// Where the operands are, and the result will be.
    pub(super) device: Device,
    /// What the operands are like, where a tape looks for a NaN.
    pub(super) watched: Vec<Operand>,
}

/// What the inputs are on.
#[derive(Debug, Default)]
pub(super) enum On {
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
}
