//! From a model and its forward to the graph that is written.

use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};

use super::builder::Builder;
use super::filled::Filled;
use super::lower::{Lowering, Made};
use super::merge::{Forward, Run, Same, merge};
use super::model::OnnxModel;
use super::open::{Open, different, points};
use super::proto::{Attribute, Elements, Port, type_of};
use crate::autodiff::{Source, TraceStep};
use crate::storage::{Dtype, Looked};
use crate::trace::names::{Names, behind};
use crate::trace::{Declared, Entry, Outputs, TraceInput, TraceOutput, caught};
use crate::{Error, Module, Result};

/// What a forward did with inputs.
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
        let given = self.trace(Vec::new(), inputs.clone(), &forward)?;
        let declared: Vec<Declared> = given.inputs.iter().map(|(declared, _)| declared.clone()).collect();
        let open = Open::of(&declared, &given.run.inputs)?;
        let points = points(&open);
        let (inputs_of, steps) = (given.inputs.clone(), given.steps.clone());
        let runs = if open.is_empty() {
            vec![given.run]
        } else {
            let names = || open.iter().map(|open| open.name.clone());
            let sizes = |point: &Vec<usize>| names().zip(point.iter().copied()).collect();
            let runs = points.iter().map(|point| Ok(self.trace(sizes(point), inputs.clone(), &forward)?.run));
            runs.collect::<Result<Vec<_>>>().map_err(|error| of_any_size(error, &open))?
        };
        let forward = merge(&runs, &points, &different(&open))?;
        self.lower(&forward, &inputs_of, &steps, open)
    }

    fn trace<I: TraceInput, O: TraceOutput>(
        &self,
        sizes: Vec<(String, usize)>,
        inputs: I,
        forward: &impl Fn(&M, I::Tensors) -> O,
    ) -> Result<Traced> {
        let mut entry = Entry::of_graph(sizes);
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
        open: Vec<Open>,
    ) -> Result<OnnxModel> {
        let mut builder = Builder::default();
        let ports = self.ports(&mut builder, forward, inputs)?;
        builder.open = open.iter().map(|open| (ports[open.at.0].name.clone(), open.at.1)).collect();
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
        let open = open.into_iter().map(|open| open.name).collect();
        Ok(OnnxModel::new(lowering.builder, ports, outputs, open))
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

/// The forward takes the sizes that were given, but not others.
fn of_any_size(error: Error, open: &[Open]) -> Error {
    match error {
        Error::Shape { layer, message, at } => {
            let message = format!(
                "the model is to be written for {}, of which one does not fit: {message}; if it takes one size alone, write it \
                 for that: `Input::new(..).fixed()`",
                different(open)
            );
            Error::Export { layer, message, at: Some(at) }
        }
        other => other,
    }
}

fn initializer(b: &mut Builder, constant: &Same, name: Option<String>) -> Made {
    let (shape, dtype) = (constant.shape.clone(), constant.dtype);
    let name = match &constant.filled {
        Filled::Whole { sizes, elements } => {
            let name = name.as_deref().unwrap_or("constant");
            let name = b.initializer(name, sizes.clone(), dtype, elements.clone());
            b.expand(&name, sizes, &shape)
        }
        Filled::Counted { start, step } => {
            let range = b.range(*start, *step, *shape.last().expect("it has an axis"));
            let range = b.set("Cast", &[&range], &[("to", Attribute::Int(type_of(dtype)))]);
            b.reshape(&range, &shape)
        }
        Filled::Triangle { element, upper, diagonal } => {
            let element = b.initializer("constant", Vec::new(), dtype, Elements::Bytes(element.clone()));
            let all = b.expand(&element, &[], &shape);
            b.triangle(&all, *upper, *diagonal)
        }
    };
    Made { name, shape }
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
