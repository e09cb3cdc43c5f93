//! The record of a forward that is traced: which layer or operation gives which shape. Nothing is computed for it.

use std::panic::{Location, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::graph::{Constant, Graph, Node, Operand, Recording as GraphRecording, Value as Origin};
use super::ids::ParamId;
use super::tape::{NodeId, TapeShared};

/// Writes down what is done with the tensors that carry it.
#[derive(Clone)]
pub(crate) struct Recorder {
    shared: Arc<TapeShared>,
}

/// What a trace writes down.
pub(super) struct Recording {
    record: Mutex<Record>,
}

/// What was done, in order.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) steps: Vec<TraceStep>,
    values: Vec<Value>,
    graph: Option<GraphRecord>,
}

/// The graph of the forward, where it is asked for.
#[derive(Debug)]
struct GraphRecord {
    graph: Graph,
    /// What each of the values is.
    origins: Vec<Origin>,
    _recording: GraphRecording,
}

/// A run of a layer, or an operation outside of any.
#[derive(Clone, Debug, Default)]
pub(crate) struct TraceStep {
    /// `Linear`, `relu`.
    pub(crate) kind: &'static str,
    /// Where the layer stands in memory, if it is one.
    pub(crate) layer: Option<usize>,
    /// What comes in, in order.
    pub(crate) inputs: Vec<Source>,
    pub(crate) shape: Vec<usize>,
    /// What its results take.
    pub(crate) bytes: usize,
    pub(crate) multiply_adds: u64,
    pub(crate) params: Vec<ParamId>,
}

/// What gives a step its input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Source {
    /// An input of the model, counted from 0.
    Input(usize),
    Step(usize),
}

/// What a tensor is.
#[derive(Clone, Copy, Debug)]
enum Value {
    /// Made in the forward from nothing that is traced.
    Constant,
    Param(ParamId),
    From(Source),
    /// What a layer computes with while it runs.
    Inside(usize),
}

/// The result of an operation.
pub(crate) struct Outcome<'a> {
    pub(crate) shape: &'a [usize],
    /// None for another shape of the same elements.
    pub(crate) bytes: usize,
    pub(crate) multiply_adds: u64,
    /// What it is in a graph.
    pub(crate) node: Option<Node>,
}

/// Why a forward that is traced cannot go on: the payload with which it unwinds, past the hook that would print it.
#[derive(Debug)]
pub(crate) struct ShapeMismatch {
    pub(crate) message: String,
    pub(crate) at: &'static Location<'static>,
    /// The step that does not fit, or that the misfit follows.
    pub(crate) step: Option<usize>,
    /// Whether it is the step itself that does not fit.
    pub(crate) inside: bool,
}

impl Recorder {
    pub(crate) fn new() -> Self {
        let recording = Recording { record: Mutex::default() };
        Recorder { shared: TapeShared::new(0, Some(Box::new(recording))) }
    }

    /// One that writes down a graph as well.
    #[cfg(feature = "onnx")]
    pub(crate) fn of_graph() -> Self {
        let recorder = Recorder::new();
        let (graph, origins) = (Graph::default(), Vec::new());
        let graph = GraphRecord { graph, origins, _recording: GraphRecording::begin() };
        recorder.lock().graph = Some(graph);
        recorder
    }

    /// Whether a graph is written down.
    pub(crate) fn has_graph(&self) -> bool {
        cfg!(feature = "onnx") && self.lock().graph.is_some()
    }

    /// The graph of what was done, which is written down no longer.
    #[cfg(feature = "onnx")]
    pub(crate) fn take_graph(&self, outputs: &mut [Operand]) -> Graph {
        let mut record = self.lock();
        outputs.iter_mut().for_each(|output| record.resolve(output));
        record.graph.take().expect("there is a graph").graph
    }

    /// What was done so far.
    pub(crate) fn steps(&self) -> Vec<TraceStep> {
        self.lock().steps.clone()
    }

    /// The model's input `number`.
    pub(crate) fn input(&self, number: usize) -> NodeId {
        self.lock().push(Value::From(Source::Input(number)), Origin::Input(number))
    }

    /// What a graph knows by these elements.
    pub(crate) fn constant(&self, constant: impl FnOnce() -> Constant) -> NodeId {
        let mut record = self.lock();
        let origin = record.origin_of(constant);
        record.push(Value::Constant, origin)
    }

    pub(crate) fn param(&self, id: ParamId, constant: impl FnOnce() -> Constant) -> NodeId {
        let mut record = self.lock();
        let origin = record.origin_of(constant);
        record.push(Value::Param(id), origin)
    }

    /// The second result of the operation that gave the first.
    pub(crate) fn second(&self, first: NodeId) -> NodeId {
        let mut record = self.lock();
        let origin = match record.origin(first) {
            Origin::Result(node, 0) => Origin::Result(node, 1),
            _ => Origin::Unknown,
        };
        record.push(Value::Constant, origin)
    }

    /// A layer, which stands at this address, begins to run.
    #[cold]
    pub(crate) fn enter(&self, kind: &'static str, layer: usize, input: NodeId) -> NodeId {
        let mut record = self.lock();
        let number = record.steps.len();
        record.steps.push(TraceStep { kind, layer: Some(layer), ..TraceStep::default() });
        record.join(number, &[input]);
        let origin = record.origin(input);
        record.push(Value::Inside(number), origin)
    }

    /// The layer that computed `output` ends.
    #[cold]
    pub(crate) fn leave(&self, output: NodeId, shape: &[usize]) -> NodeId {
        let mut record = self.lock();
        let Value::Inside(number) = record.values[output] else { return output };
        record.steps[number].shape = shape.to_vec();
        let origin = record.origin(output);
        record.push(Value::From(Source::Step(number)), origin)
    }

    /// An operation: a part of the layer that runs, or else a step of its own.
    #[cold]
    pub(crate) fn operation(&self, kind: &'static str, inputs: &[NodeId], outcome: Outcome<'_>) -> NodeId {
        let mut record = self.lock();
        let Outcome { shape, bytes, multiply_adds, node } = outcome;
        let layer = record.inside(inputs);
        let origin = match node {
            Some(node) => record.node(node, layer),
            None => inputs.first().map_or(Origin::Unknown, |&input| record.origin(input)),
        };
        if let Some(layer) = layer {
            let step = &mut record.steps[layer];
            step.bytes = step.bytes.saturating_add(bytes);
            step.multiply_adds = step.multiply_adds.saturating_add(multiply_adds);
            record.join(layer, inputs);
            return record.push(Value::Inside(layer), origin);
        }
        let number = record.steps.len();
        record.steps.push(TraceStep {
            kind,
            shape: shape.to_vec(),
            bytes,
            multiply_adds,
            ..TraceStep::default()
        });
        record.join(number, inputs);
        record.push(Value::From(Source::Step(number)), origin)
    }

    /// The last result is meant under another shape.
    pub(crate) fn resize(&self, output: NodeId, shape: &[usize]) {
        let mut record = self.lock();
        if let Value::From(Source::Step(number)) = record.values[output] {
            record.steps[number].shape = shape.to_vec();
        }
    }

    /// Ends the forward: what comes in does not fit.
    pub(crate) fn misfit(&self, input: NodeId, message: String, at: &'static Location<'static>) -> ! {
        let (step, inside) = match self.lock().values[input] {
            Value::From(Source::Step(step)) => (Some(step), false),
            Value::Inside(step) => (Some(step), true),
            Value::From(Source::Input(_)) | Value::Constant | Value::Param(_) => (None, false),
        };
        resume_unwind(Box::new(ShapeMismatch { message, at, step, inside }))
    }

    fn recording(&self) -> &Recording {
        self.shared.recording.as_ref().expect("a recorder is made with one")
    }

    fn lock(&self) -> MutexGuard<'_, Record> {
        // A panic in a forward leaves the record whole: steps are added one at a time.
        self.recording().record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recorder").field("steps", &self.lock().steps.len()).finish_non_exhaustive()
    }
}

impl Record {
    fn push(&mut self, value: Value, origin: Origin) -> NodeId {
        self.values.push(value);
        if let Some(record) = &mut self.graph {
            record.origins.push(origin);
        }
        self.values.len() - 1
    }

    /// What a value is in the graph.
    fn origin(&self, value: NodeId) -> Origin {
        self.graph.as_ref().map_or(Origin::Unknown, |record| record.origins[value])
    }

    fn origin_of(&mut self, constant: impl FnOnce() -> Constant) -> Origin {
        self.graph.as_mut().map_or(Origin::Unknown, |record| record.graph.constant(constant()))
    }

    /// Adds a node, which belongs to a layer or to the next step.
    fn node(&mut self, mut node: Node, layer: Option<usize>) -> Origin {
        node.step = layer.unwrap_or(self.steps.len());
        node.operands.iter_mut().for_each(|operand| self.resolve(operand));
        let Some(record) = &mut self.graph else { return Origin::Unknown };
        record.graph.nodes.push(node);
        Origin::Result(record.graph.nodes.len() - 1, 0)
    }

    /// Finds out what an operand is, of which an operation knows the place in the trace, or the elements.
    fn resolve(&mut self, operand: &mut Operand) {
        operand.value = match (operand.traced, operand.constant.take()) {
            (Some(id), _) => self.origin(id),
            (None, Some(constant)) => self.origin_of(|| constant),
            (None, None) => return,
        };
    }

    /// The layer that computes with one of these.
    fn inside(&self, inputs: &[NodeId]) -> Option<usize> {
        inputs.iter().find_map(|&input| match self.values[input] {
            Value::Inside(layer) => Some(layer),
            _ => None,
        })
    }

    /// Counts what comes into a step.
    fn join(&mut self, number: usize, inputs: &[NodeId]) {
        let step = &mut self.steps[number];
        for &input in inputs {
            match self.values[input] {
                Value::Param(id) if !step.params.contains(&id) => step.params.push(id),
                Value::From(source) if !step.inputs.contains(&source) => step.inputs.push(source),
                _ => {}
            }
        }
    }
}
