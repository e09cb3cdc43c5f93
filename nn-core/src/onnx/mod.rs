//! Models as [ONNX](https://onnx.ai), which other programs run: ONNX Runtime, tract, rten, browsers and phones.
//!
//! [`export_onnx`](ExportOnnx::export_onnx) runs the model's own `forward` on tensors without values, as a
//! [trace](crate::trace) does, writes down every operation with its operands, and says it in the operators of ONNX, version
//! 18. The parameters and buffers are part of the file, under their paths.
//!
//! ```
//! use nn_core::onnx::ExportOnnx;
//! use nn_core::prelude::*;
//!
//! let net = (Conv2d::new(3, 8, 3, &mut rng(0)), Relu, Flatten, Linear::new(288, 10, &mut rng(1)));
//! let model = net.to_onnx([1, 3, 8, 8])?;
//! assert!(model.inputs().eq(["input"]) && model.outputs().eq(["output"]));
//! assert_eq!(model.operators(), ["Conv", "Gemm", "Relu", "Reshape"]);
//!
//! let folder = tempfile::tempdir().unwrap();
//! net.export_onnx(folder.path().join("net.onnx"), [1, 3, 8, 8])?;
//! # Ok::<(), nn_core::Error>(())
//! ```
//!
//! # Inputs and outputs
//!
//! An input is a shape, or a tensor for elements of another type than `f32`, or a tuple of those, as for a trace; its elements
//! do not count. It is called `input`, several are `input_0`, `input_1` and so on; [`Input`] gives other names, and
//! [`OnnxModel::output_names`] those of the outputs. Indices (`usize`) are `int64` there.
//!
//! The first axis of each input is that of the batch, whose size the file leaves open under the name `batch`: the forward is
//! run on batches of several sizes, and what goes with them in its shapes is computed from the input. A model whose
//! batch stands in another axis says so by [`Input::batch_axis`], and one that takes a single size by [`Input::fixed`]. Up to
//! two more sizes are left open by [`Input::open`], in the same way. All others are those of the inputs that are given here.
//!
//! ```
//! use nn_core::onnx::{ExportOnnx, Input};
//! use nn_core::prelude::*;
//!
//! let lstm = Lstm::new(6, 4, &mut rng(0));
//! // Sequences of 7 steps, in batches of any size.
//! let model = lstm.to_onnx(Input::new([7, 1, 6]).name("steps").batch_axis(1))?;
//! let model = model.output_names(["outputs", "state", "memory"])?;
//! assert!(model.inputs().eq(["steps"]));
//!
//! // Sequences of any length.
//! lstm.to_onnx(Input::new([7, 1, 6]).batch_axis(1).open(0, "length"))?;
//! // Images of any size that is a multiple of 4.
//! let net = (Conv2d::spec(3, 8, 3).padding(1), MaxPool2d::new(2), MaxPool2d::new(2), Flatten).init(&mut rng(0));
//! net.to_onnx(Input::new([1, 3, 32, 32]).open_multiple(2, "height", 4).open_multiple(3, "width", 4))?;
//! # Ok::<(), nn_core::Error>(())
//! ```
//!
//! # What it does not take
//!
//! The model is exported as it is in inference: batch norms use their running statistics, and dropout is the identity.
//!
//! A forward that looks at elements (`item()`, `as_slice()`, a mask by a closure) and does one thing or the other is an
//! error, which names the line, since ONNX would do the same for every input. So is an operation of
//! [your own](crate::Op), and one of the library's that ONNX has no operators for: `cumprod`, embedding bags, fractional
//! pooling, an LSTM with a `proj_size`, drawing random numbers, and losses. What a forward computes from parameters and other constants alone, off the
//! trace, is computed once, and its result becomes part of the file.
//!
//! `f64` stays `f64`; ONNX Runtime has no convolutions and no pooling for it. A file of more than 2 GiB is an error. A model on
//! a device is exported as one on the host. There is no import.

mod builder;
mod export;
mod filled;
mod lower;
mod merge;
mod model;
mod open;
mod proto;
mod size;
mod windows;

use std::panic::Location;
use std::path::Path;

pub use model::OnnxModel;

use crate::trace::names::Names;
use crate::trace::{BATCH, Declared, Entry, OpenAxis, TraceInput, TraceOutput};
use crate::{Forward, Module, Result};
use export::Export;

/// What can be written as ONNX: every [`Module`] with a [`Forward`] of tensors.
pub trait ExportOnnx: Module {
    /// Writes the model as an `.onnx` file: see the [module](crate::onnx).
    ///
    /// A file that stands there is replaced as a whole, once the new one is complete.
    ///
    /// # Errors
    ///
    /// Those of [`to_onnx`](Self::to_onnx), of [`OnnxModel::to_bytes`], and [`Error::Io`](crate::Error::Io) if the file cannot be
    /// written.
    #[track_caller]
    fn export_onnx<I: TraceInput + Clone>(&self, path: impl AsRef<Path>, inputs: I) -> Result<()>
    where
        Self: Forward<I::Tensors>,
        <Self as Forward<I::Tensors>>::Output: TraceOutput,
    {
        // No closure, which would be the caller.
        let model = self.to_onnx(inputs)?;
        model.save(path)
    }

    /// The model as ONNX, to be named and saved: see the [module](crate::onnx).
    ///
    /// # Errors
    ///
    /// [`Error::Export`](crate::Error::Export) if the forward does what ONNX cannot, [`Error::Shape`](crate::Error::Shape) if a
    /// layer or an operation does not take what comes, and [`Error::Setting`](crate::Error::Setting) if two inputs have
    /// one name, or sizes that are left open do not agree.
    #[track_caller]
    fn to_onnx<I: TraceInput + Clone>(&self, inputs: I) -> Result<OnnxModel>
    where
        Self: Forward<I::Tensors>,
        <Self as Forward<I::Tensors>>::Output: TraceOutput,
    {
        self.to_onnx_by(inputs, |model, x| model.forward(x))
    }

    /// The model as ONNX by another way through it than [`Forward`]: a method of its own, or a part of it.
    ///
    /// ```
    /// use nn_core::onnx::ExportOnnx;
    /// use nn_core::prelude::*;
    ///
    /// let classifier = (Linear::new(4, 8, &mut rng(0)), Relu, Linear::new(8, 3, &mut rng(1)));
    /// let model = classifier.to_onnx_by([1, 4], |model, x| model.forward(x).softmax(1))?;
    /// assert_eq!(model.operators(), ["Gemm", "Relu", "Softmax"]);
    /// # Ok::<(), nn_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`to_onnx`](Self::to_onnx).
    #[track_caller]
    fn to_onnx_by<I: TraceInput + Clone, O: TraceOutput>(
        &self,
        inputs: I,
        forward: impl Fn(&Self, I::Tensors) -> O,
    ) -> Result<OnnxModel> {
        let export = Export { model: self, names: Names::of_model(self), caller: Location::caller() };
        export.run(inputs, forward)
    }
}

impl<M: Module + ?Sized> ExportOnnx for M {}

/// An input of a model that is exported, with its name and the axes whose sizes are left open.
///
/// ```
/// use nn_core::onnx::{ExportOnnx, Input};
/// use nn_core::prelude::*;
///
/// let bilinear = Bilinear::new(5, 3, 2, &mut rng(0));
/// let model = bilinear.to_onnx((Input::new([1, 5]).name("left"), Input::new([1, 3]).name("right")))?;
/// assert!(model.inputs().eq(["left", "right"]));
/// # Ok::<(), nn_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Input<I> {
    input: I,
    declared: Declared,
}

impl<I: TraceInput> Input<I> {
    /// A shape or a tensor, with the batch in the first axis.
    pub fn new(input: I) -> Self {
        Input { input, declared: Declared::new() }
    }

    /// Names the input; by default it is `input`, or `input_0`, `input_1` and so on.
    pub fn name(mut self, name: &str) -> Self {
        self.declared.name = Some(name.to_owned());
        self
    }

    /// Says in which axis the batch is; by default it is the first.
    pub fn batch_axis(mut self, axis: usize) -> Self {
        self.declared.open.retain(|open| open.name != BATCH);
        self.open(axis, BATCH)
    }

    /// Says that all sizes are those of the input, but those that are left open from here on.
    pub fn fixed(mut self) -> Self {
        self.declared.open.clear();
        self
    }

    /// Leaves the size of an axis open, under a name: the length of sequences. Axes of one name have one size.
    ///
    /// The forward must take the size of the input and somewhat smaller ones, on which it is traced; if the size is below 5,
    /// somewhat larger ones.
    pub fn open(self, axis: usize, name: &str) -> Self {
        self.open_multiple(axis, name, 1)
    }

    /// Leaves the size of an axis open for multiples of a number: the height of images that a model halves five times
    /// is one of 32. The file does not check it.
    ///
    /// The forward must take the size of the input, which is such a multiple, and smaller ones, on which it is traced; if it
    /// is less than five times the number, larger ones.
    pub fn open_multiple(mut self, axis: usize, name: &str, of: usize) -> Self {
        self.declared.open.push(OpenAxis { axis, name: name.to_owned(), multiple_of: of });
        self
    }
}

impl<I: TraceInput> TraceInput for Input<I> {
    type Tensors = I::Tensors;

    #[track_caller]
    fn traced(self, entry: &mut Entry) -> I::Tensors {
        entry.declare(self.declared);
        self.input.traced(entry)
    }
}
