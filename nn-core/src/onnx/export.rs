//! From a model and its forward to the graph that is written.

use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};

use super::builder::Builder;
use super::lower::{Lowering, Made};
use super::merge::{Forward, Run, Same, merge};
use super::model::OnnxModel;
use super::proto::{Elements, Port};
use super::size::Size;
use crate::autodiff::{Source, TraceStep};
use crate::storage::{Dtype, Looked};
use crate::trace::names::{Names, behind};
use crate::trace::{Declared, Entry, Outputs, TraceInput, TraceOutput, caught};
use crate::{Error, Module, Result};

/// The batches on which a forward is traced, to see what goes with their size.
const BATCHES: [usize; 3] = [2, 3, 5];

/// What a forward did with a batch.
struct Traced {
    run: Run,
    inputs: Vec<(Declared, Dtype)>,
    steps: Vec<TraceStep>,
}

/// A model that is exported by somebody at `caller`.
pub(super) struct Export<'a, M: ?Sized> {
    pub(super) model: &'a M,
    pub(super) names: Names,
    pub(super) caller: &'static Location<'static>,
}

impl<M: Module + ?Sized> Export<'_, M> {
    pub(super) fn run<I: TraceInput + Clone, O: TraceOutput>(
        &self,
        inputs: I,
        forward: impl Fn(&M, I::Tensors) -> O,
    ) -> Result<OnnxModel> {
        let given = self.trace(None, inputs.clone(), &forward)?;
        let has_batch = given.inputs.iter().any(|(declared, _)| declared.batch_axis.is_some());
        check_batch(&given)?;
        let (traces, batches) = if has_batch {
            let traces = BATCHES.map(|batch| self.trace(Some(batch), inputs.clone(), &forward));
            let traces = traces.into_iter().collect::<Result<Vec<_>>>().map_err(of_any_batch)?;
            (traces, BATCHES.to_vec())
        } else {
            (vec![given], vec![0])
        };
        let Traced { inputs, steps, .. } = &traces[0];
        let (inputs, steps) = (inputs.clone(), steps.clone());
        let runs: Vec<Run> = traces.into_iter().map(|traced| traced.run).collect();
        let forward = merge(&runs, &batches)?;
        self.lower(&forward, &inputs, &steps)
    }

    fn trace<I: TraceInput, O: TraceOutput>(
        &self,
        batch: Option<usize>,
        inputs: I,
        forward: &impl Fn(&M, I::Tensors) -> O,
    ) -> Result<Traced> {
        let mut entry = Entry::of_graph(batch);
        let tensors = inputs.traced(&mut entry);
        let run = || catch_unwind(AssertUnwindSafe(|| forward(self.model, tensors)));
        let output = match caught(&self.names, &entry, self.caller, || run().map_err(looked))? {
            Ok(output) => output,
            Err(at) => return Err(self.looked_at(&entry, at)),
        };
        let mut outputs = Outputs::new();
        output.shapes(&mut outputs);
        let steps = entry.recorder.steps();
        let graph = entry.recorder.take_graph(&mut outputs.operands);
        let run = Run { graph, inputs: entry.shapes, outputs: outputs.operands };
        Ok(Traced { run, inputs: entry.exported.expect("it is exported").inputs, steps })
    }

    /// Somebody looked at the elements of a result.
    fn looked_at(&self, entry: &Entry, at: &'static Location<'static>) -> Error {
        let steps = entry.recorder.steps();
        let paths = self.names.of(&steps);
        let mut message = "the forward looks at elements, which differ from run to run, so that ONNX cannot do what it does: \
                           compute with operations on tensors (`select` chooses between two), and write an operation of your own \
                           with those of the library"
            .to_owned();
        let last = steps.len().checked_sub(1).and_then(|last| behind(&paths, &steps, last));
        if let Some(path) = last {
            message += &format!("; behind `{path}`");
        }
        Error::Export { layer: None, message, at: Some(at) }
    }

    fn lower(
        &self,
        forward: &Forward,
        inputs: &[(Declared, Dtype)],
        steps: &[TraceStep],
    ) -> Result<OnnxModel> {
        let mut builder = Builder::default();
        let ports = self.ports(&mut builder, forward, inputs)?;
        let axes = inputs
            .iter()
            .zip(&ports)
            .filter_map(|((declared, _), port)| Some((port.name.clone(), declared.batch_axis?)));
        builder.batch_of = axes.into_iter().next();
        let made = |port: &Port| Made { name: port.name.clone(), shape: port.shape.clone() };
        let inputs = ports.iter().map(made).collect();
        let names: Vec<Option<String>> =
            forward.constants.iter().map(|constant| self.name(constant)).collect();
        let constants = forward.constants.iter().zip(names);
        let constants = constants.map(|(constant, name)| initializer(&mut builder, constant, name)).collect();
        let paths = self.names.of(steps);
        let mut lowering = Lowering::new(builder, forward, inputs, constants);
        for (number, node) in forward.nodes.iter().enumerate() {
            let path = path_of(&paths, steps, node.step);
            lowering.builder.enter(paths[node.step].as_str());
            lowering.add(number).map_err(|message| refused(message, path, Some(node.at)))?;
        }
        lowering.builder.enter("");
        let outputs = forward.outputs.iter().map(|operand| {
            let name = lowering.operand(operand).map_err(|message| refused(message, None, None))?;
            Ok((name, operand.dtype, operand.shape.clone()))
        });
        let outputs = outputs.collect::<Result<Vec<_>>>()?;
        Ok(OnnxModel::new(lowering.builder, ports, outputs))
    }

    fn ports(&self, b: &mut Builder, forward: &Forward, inputs: &[(Declared, Dtype)]) -> Result<Vec<Port>> {
        let mut ports = Vec::new();
        for (i, ((declared, dtype), shape)) in inputs.iter().zip(&forward.inputs).enumerate() {
            let name = declared.name.clone().unwrap_or_else(|| numbered("input", i, inputs.len()));
            if !b.take(&name) {
                return Err(Error::setting(format!(
                    "two inputs are called `{name}`, expected different names"
                )));
            }
            ports.push(Port { name, dtype: *dtype, shape: shape.clone() });
        }
        Ok(ports)
    }

    /// The path of a constant that is a parameter or a buffer of the model.
    fn name(&self, constant: &Same) -> Option<String> {
        if let Some(param) = constant.param.and_then(|id| self.names.param(id)) {
            return Some(param.path.clone());
        }
        let at = constant.address;
        self.names.elements.iter().find(|(address, _)| *address == at).map(|(_, path)| path.clone())
    }
}

/// `input`, or `input_0` and `input_1` where there are several.
pub(super) fn numbered(name: &str, i: usize, count: usize) -> String {
    if count == 1 { name.to_owned() } else { format!("{name}_{i}") }
}

/// Where somebody looked, or the panic as it was.
fn looked(payload: Box<dyn std::any::Any + Send>) -> &'static Location<'static> {
    match payload.downcast::<Looked>() {
        Ok(looked) => looked.at,
        Err(panic) => resume_unwind(panic),
    }
}

/// The inputs must agree on what a batch is.
fn check_batch(traced: &Traced) -> Result<()> {
    let batches = traced
        .inputs
        .iter()
        .zip(&traced.run.inputs)
        .filter_map(|((declared, _), shape)| Some(shape[declared.batch_axis?]));
    let batches: Vec<usize> = batches.collect();
    match batches.iter().all(|batch| *batch == batches[0]) {
        true => Ok(()),
        false => Err(Error::setting(format!(
            "the inputs have batches of different sizes, {batches:?}: say of those that are in no batch \
             `Input::new(..).fixed()`, and of another axis than the first `Input::new(..).batch_axis(1)`"
        ))),
    }
}

/// The forward takes the batch that was given, but not those of other sizes.
fn of_any_batch(error: Error) -> Error {
    match error {
        Error::Shape { layer, message, at } => {
            let message = format!(
                "a batch of another size does not fit: {message}; if the model takes batches of one size alone, write it for \
                 that: `Input::new(..).fixed()`"
            );
            Error::Export { layer, message, at: Some(at) }
        }
        other => other,
    }
}

fn initializer(b: &mut Builder, constant: &Same, name: Option<String>) -> Made {
    let elements: Elements = constant.elements.clone();
    let name = b.initializer(
        name.as_deref().unwrap_or("constant"),
        constant.sizes.clone(),
        constant.dtype,
        elements,
    );
    let sizes: Vec<Size> = constant.sizes.iter().map(|&size| Size::of(size)).collect();
    if sizes == constant.shape {
        return Made { name, shape: sizes };
    }
    let shape = b.shape_of(&constant.shape);
    Made { name: b.op("Expand", &[&name, &shape]), shape: constant.shape.clone() }
}

/// The path of a layer, or of what comes before it.
fn path_of(paths: &[String], steps: &[TraceStep], step: usize) -> Option<(bool, String)> {
    if !paths[step].is_empty() {
        return Some((true, paths[step].clone()));
    }
    let Some(Source::Step(before)) = steps[step].inputs.first() else { return None };
    behind(paths, steps, *before).map(|path| (false, path.to_owned()))
}

fn refused(message: String, path: Option<(bool, String)>, at: Option<&'static Location<'static>>) -> Error {
    match path {
        Some((true, path)) => Error::Export { layer: Some(path), message, at },
        Some((false, path)) => {
            Error::Export { layer: None, message: format!("{message}, behind `{path}`"), at }
        }
        None => Error::Export { layer: None, message, at },
    }
}
