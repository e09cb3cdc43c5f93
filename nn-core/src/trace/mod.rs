//! Shapes at run time: what a model makes of an input of a given size, without computing it.
//!
//! [`trace`](Traceable::trace) runs a model's own `forward`, whichever way it is written, on tensors that have a shape
//! and no values: every layer and every operation checks its shapes and says what it would give, and none of them
//! computes anything. So it takes milliseconds and next to no memory for a model and a batch of any size.
//!
//! ```
//! use nn_core::prelude::*;
//!
//! #[derive(Module)]
//! struct Net {
//!     conv: Conv2d,
//!     fc: Linear,
//! }
//!
//! impl Forward<Tensor<4>> for Net {
//!     type Output = Tensor<2>;
//!
//!     fn forward(&self, x: Tensor<4>) -> Tensor<2> {
//!         self.fc.forward(self.conv.forward(x).relu().flatten())
//!     }
//! }
//!
//! let mut rng = rng(0);
//! let conv = Conv2d::spec(3, 32, 7).stride(2).init(&mut rng);
//! let net = Net { conv, fc: Linear::new(5408, 10, &mut rng) };
//! let trace = net.trace([1, 3, 32, 32])?;
//! assert_eq!(trace.output_shape(), [1, 10]);
//! assert_eq!(
//!     trace.to_string(),
//!     "\
//! Layer  Kind     Output shape     Parameters  Multiply-adds
//! ----------------------------------------------------------
//!        input    [1, 3, 32, 32]
//! conv   Conv2d   [1, 32, 13, 13]       4,736        794,976
//!        relu     [1, 32, 13, 13]
//!        flatten  [1, 5408]
//! fc     Linear   [1, 10]              54,090         54,080
//! ----------------------------------------------------------
//! Parameters: 58,826, all trainable
//! Multiply-adds: 849,056 (849 k)
//! Memory: 12.0 KiB of inputs, 42.3 KiB of results, 229.8 KiB of parameters
//! "
//! );
//! # Ok::<(), nn_core::Error>(())
//! ```
//!
//! A size that does not fit is an error, which names the layer by its path:
//!
//! ```
//! # use nn_core::prelude::*;
//! let net = (Conv2d::new(3, 8, 3, &mut rng(0)), Relu, Flatten, Linear::new(100, 10, &mut rng(0)));
//! let error = net.trace([1, 3, 32, 32]).unwrap_err().to_string();
//! assert!(error.starts_with("`3`: Linear(100, 10): expected an input of shape [.., 100], got [1, 7200]"));
//! ```
//!
//! For tests there is [`assert_shapes!`](crate::assert_shapes), for pictures [`Trace::to_dot`] and
//! [`Trace::to_mermaid`].
//!
//! # What it shows, and what it does not
//!
//! A trace is inference: batch norms use their running statistics, and dropout is the identity.
//!
//! A row is a layer of the library, or an operation outside of any layer: `x.relu()` in a forward is a row of its own,
//! and so is what a layer of yours computes. An operation with a parameter stands under the parameter's path, or, if it
//! has several, under that of the module that holds them. Multiply-adds are those of convolutions, linear and bilinear
//! layers and matrix products, which outweigh all else; additions of biases and operations on single elements count
//! as none.
//!
//! Layers are told apart by their place in memory. Those without any settings, such as [`Relu`](crate::nn::Relu) and
//! [`Flatten`](crate::nn::Flatten), take no room, and several of them may stand in one place: of those, a row names the
//! next one that is declared behind the layer that ran before it, which is right for whatever runs in the order of
//! declaration. A layer that is made in the forward itself has no path.
//!
//! A forward that looks at values, as a loop that stops at some element does, sees zeros (or those of a tensor that is
//! given to [`trace`](Traceable::trace)). An operation of your own that computes its result from the elements computes
//! it from zeros; the result's shape counts. A size that does not fit unwinds as a panic does, up to `trace`: a program
//! that is built with `panic = "abort"` ends there. A panic of your own forward stays a panic.

mod dot;
mod input;
mod mermaid;
pub(crate) mod names;
mod table;

use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};

#[cfg(feature = "onnx")]
pub(crate) use input::{BATCH, Declared, OpenAxis};
pub use input::{Entry, Outputs, TraceInput, TraceOutput};

#[doc(hidden)]
pub use input::Shapes;
use names::{Names, behind};

use crate::autodiff::{Recorder, ShapeMismatch, Source, TraceStep};
use crate::{Error, Forward, Module, Result};

/// What can be traced: every [`Module`] with a [`Forward`] of tensors.
pub trait Traceable: Module {
    /// Runs the forward on an input of this shape without computing anything, for the shapes: see the
    /// [module](crate::trace).
    ///
    /// The input is a shape; or a tensor, for elements of another type than `f32`; or a tuple of those.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let embedding = Embedding::new(1000, 64, &mut rng(0));
    /// assert_eq!(embedding.trace(Tensor::<2, usize>::zeros([8, 56]))?.output_shape(), [8, 56, 64]);
    ///
    /// let bilinear = Bilinear::new(5, 3, 2, &mut rng(0));
    /// assert_eq!(bilinear.trace(([8, 5], [8, 3]))?.output_shape(), [8, 2]);
    /// # Ok::<(), nn_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if a layer or an operation does not take what comes.
    #[doc(alias("summary", "torchinfo"))]
    #[track_caller]
    fn trace<I: TraceInput>(&self, input: I) -> Result<Trace>
    where
        Self: Forward<I::Tensors>,
        <Self as Forward<I::Tensors>>::Output: TraceOutput,
    {
        let mut entry = Entry::new();
        let input = input.traced(&mut entry);
        let names = Names::of_model(self);
        let output = caught(&names, &entry, Location::caller(), || self.forward(input))?;
        let mut outputs = Outputs::new();
        output.shapes(&mut outputs);
        Ok(Trace::new(&names, entry, outputs.shapes))
    }
}

/// Runs a forward that is traced by somebody at `caller`, whose misfits are errors.
pub(crate) fn caught<T>(
    names: &Names,
    entry: &Entry,
    caller: &'static Location<'static>,
    forward: impl FnOnce() -> T,
) -> Result<T> {
    // What a panic leaves behind is a record that is dropped.
    let payload = match catch_unwind(AssertUnwindSafe(forward)) {
        Ok(output) => return Ok(output),
        Err(payload) => payload,
    };
    match payload.downcast::<ShapeMismatch>() {
        Ok(misfit) => Err(error(names, &entry.recorder, *misfit, caller)),
        Err(panic) => resume_unwind(panic),
    }
}

impl<M: Module + ?Sized> Traceable for M {}

/// What a misfit means to somebody who traced at `caller`.
fn error(
    names: &Names,
    recorder: &Recorder,
    misfit: ShapeMismatch,
    caller: &'static Location<'static>,
) -> Error {
    let ShapeMismatch { mut message, at, step, inside } = misfit;
    let steps = recorder.steps();
    let mut paths = names.of(&steps);
    // A layer that nobody calls by hand, as those of a tuple, is called from this file.
    let at = if at.file() == file!() { caller } else { at };
    let layer = match step {
        Some(step) if inside => Some(std::mem::take(&mut paths[step])).filter(|path| !path.is_empty()),
        _ => None,
    };
    if let (Some(step), false) = (step, inside)
        && let Some(path) = behind(&paths, &steps, step)
    {
        message += &format!(", behind `{path}`");
    }
    Error::Shape { layer, message, at }
}

/// What a model made of an input: a table when it is printed, which is how to read it.
#[derive(Clone, Debug)]
pub struct Trace {
    inputs: Vec<Vec<usize>>,
    rows: Vec<Row>,
    outputs: Vec<Vec<usize>>,
    unused: Vec<String>,
    num_parameters: usize,
    num_trainable: usize,
    input_bytes: usize,
    parameter_bytes: usize,
}

/// A run of a layer, or an operation outside of any.
#[derive(Clone, Debug)]
pub struct Row {
    path: String,
    kind: &'static str,
    inputs: Vec<Source>,
    output_shape: Vec<usize>,
    bytes: usize,
    num_parameters: usize,
    /// Whether its parameters were counted in a row above.
    again: bool,
    multiply_adds: u64,
}

impl Trace {
    fn new(names: &Names, entry: Entry, outputs: Vec<Vec<usize>>) -> Self {
        let steps = entry.recorder.steps();
        let mut seen = Vec::new();
        let row = |(step, path): (&TraceStep, String)| {
            let before = seen.len();
            let mut new = step.params.clone();
            new.retain(|id| !seen.contains(id));
            seen.extend(&new);
            Row {
                path,
                kind: step.kind,
                inputs: step.inputs.clone(),
                output_shape: step.shape.clone(),
                bytes: step.bytes,
                num_parameters: new.iter().filter_map(|&id| Some(names.param(id)?.elements)).sum(),
                again: seen.len() == before && !step.params.is_empty(),
                multiply_adds: step.multiply_adds,
            }
        };
        let rows = steps.iter().zip(names.of(&steps)).map(row).collect();
        let unused = names.params.iter().filter(|param| !seen.contains(&param.id));
        Trace {
            inputs: entry.shapes,
            rows,
            outputs,
            unused: unused.map(|param| param.path.clone()).collect(),
            num_parameters: names.params.iter().map(|param| param.elements).sum(),
            num_trainable: names.params.iter().filter(|p| p.trainable).map(|p| p.elements).sum(),
            input_bytes: entry.bytes,
            parameter_bytes: names.params.iter().map(|param| param.bytes).sum(),
        }
    }

    /// The layers and operations, in the order in which they ran.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The shapes of what goes in.
    pub fn input_shapes(&self) -> &[Vec<usize>] {
        &self.inputs
    }

    /// The shape of what the model gives; of the first tensor if it gives several.
    ///
    /// # Panics
    ///
    /// If it gives none.
    #[track_caller]
    pub fn output_shape(&self) -> &[usize] {
        self.outputs.first().expect("the model gives no tensor")
    }

    /// The shapes of all tensors that the model gives.
    pub fn output_shapes(&self) -> &[Vec<usize>] {
        &self.outputs
    }

    /// The number of elements of all parameters of the model.
    pub fn num_parameters(&self) -> usize {
        self.num_parameters
    }

    /// The number of elements of the parameters that are trained.
    pub fn num_trainable_parameters(&self) -> usize {
        self.num_trainable
    }

    /// The paths of the parameters that took no part.
    pub fn unused(&self) -> &[String] {
        &self.unused
    }

    /// How often the whole model multiplies two numbers and adds the product to a sum.
    pub fn multiply_adds(&self) -> u64 {
        self.rows.iter().fold(0, |sum, row| sum.saturating_add(row.multiply_adds))
    }

    /// The bytes of what all layers and operations give, which training keeps for the backward pass.
    pub fn result_bytes(&self) -> usize {
        self.rows.iter().fold(0, |sum, row| sum.saturating_add(row.bytes))
    }
}

impl Row {
    /// The path of the layer; empty for an operation without parameters, and for a layer that the model does not
    /// register.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The layer's or the operation's name: `Conv2d`, `relu`, `+`.
    pub fn kind(&self) -> &str {
        self.kind
    }

    /// The shape of what it gives.
    pub fn output_shape(&self) -> &[usize] {
        &self.output_shape
    }

    /// What goes into it: inputs of the model, and rows before it.
    #[cfg(any(feature = "plots", feature = "run"))]
    pub(crate) fn inputs(&self) -> &[Source] {
        &self.inputs
    }

    /// The number of elements of the parameters that take part here for the first time.
    pub fn num_parameters(&self) -> usize {
        self.num_parameters
    }

    /// How often it multiplies two numbers and adds the product to a sum.
    pub fn multiply_adds(&self) -> u64 {
        self.multiply_adds
    }
}

/// Compares what came out of a trace with what [`assert_shapes!`](crate::assert_shapes) expects.
#[doc(hidden)]
#[track_caller]
pub fn expect(trace: Result<Trace>, expected: &impl Shapes) {
    let trace = trace.unwrap_or_else(|error| fail(&error.to_string()));
    let mut want = Vec::new();
    expected.list(&mut want);
    if trace.outputs != want {
        let list = |shapes: &[Vec<usize>]| {
            shapes.iter().map(|shape| format!("{shape:?}")).collect::<Vec<_>>().join(" and ")
        };
        fail(&format!("the model gives {}, expected {}\n{trace}", list(&trace.outputs), list(&want)));
    }
}

/// Not in a closure, which would be the place that the panic names.
#[track_caller]
fn fail(message: &str) -> ! {
    panic!("assert_shapes: {message}")
}

/// For tests: asserts what a model makes of an input, by a [trace](crate::trace) that computes nothing.
///
/// What goes in and what must come out are shapes, or tuples of them; a tensor may go in as well, for elements of
/// another type than `f32`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let model = (Conv2d::spec(3, 32, 7).stride(2), Relu, Flatten, Linear::spec(5408, 10)).init(&mut rng(0));
/// assert_shapes!(model, [1, 3, 32, 32] => [1, 10]);
/// assert_shapes!(model.0, [8, 3, 32, 32] => [8, 32, 13, 13]);
/// assert_shapes!(Embedding::new(100, 64, &mut rng(0)), Tensor::<2, usize>::zeros([1, 56]) => [1, 56, 64]);
/// ```
#[macro_export]
macro_rules! assert_shapes {
    ($model:expr, $input:expr => $output:expr $(,)?) => {{
        use $crate::trace::Traceable as _;
        $crate::trace::expect($model.trace($input), &$output)
    }};
}
