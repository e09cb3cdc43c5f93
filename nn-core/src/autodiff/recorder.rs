//! The record of a forward that is traced: which layer or operation gives which shape. Nothing is computed for it.

use std::panic::{Location, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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

    /// What was done so far.
    pub(crate) fn steps(&self) -> Vec<TraceStep> {
        self.lock().steps.clone()
    }

    /// The model's input `number`.
    pub(crate) fn input(&self, number: usize) -> NodeId {
        self.lock().push(Value::From(Source::Input(number)))
    }

    pub(crate) fn constant(&self) -> NodeId {
        self.lock().push(Value::Constant)
    }

    pub(crate) fn param(&self, id: ParamId) -> NodeId {
        self.lock().push(Value::Param(id))
    }

    /// A layer, which stands at this address, begins to run.
    #[cold]
    pub(crate) fn enter(&self, kind: &'static str, layer: usize, input: NodeId) -> NodeId {
        let mut record = self.lock();
        let number = record.steps.len();
        record.steps.push(TraceStep { kind, layer: Some(layer), ..TraceStep::default() });
        record.join(number, &[input]);
        record.push(Value::Inside(number))
    }

    /// The layer that computed `output` ends.
    #[cold]
    pub(crate) fn leave(&self, output: NodeId, shape: &[usize]) -> NodeId {
        let mut record = self.lock();
        let Value::Inside(number) = record.values[output] else { return output };
        record.steps[number].shape = shape.to_vec();
        record.push(Value::From(Source::Step(number)))
    }

    /// An operation: a part of the layer that runs, or else a step of its own.
    #[cold]
    pub(crate) fn operation(&self, kind: &'static str, inputs: &[NodeId], outcome: Outcome<'_>) -> NodeId {
        let mut record = self.lock();
        let Outcome { shape, bytes, multiply_adds } = outcome;
        if let Some(layer) = record.inside(inputs) {
            let step = &mut record.steps[layer];
            step.bytes = step.bytes.saturating_add(bytes);
            step.multiply_adds = step.multiply_adds.saturating_add(multiply_adds);
            record.join(layer, inputs);
            return record.push(Value::Inside(layer));
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
        record.push(Value::From(Source::Step(number)))
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
    fn push(&mut self, value: Value) -> NodeId {
        self.values.push(value);
        self.values.len() - 1
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
