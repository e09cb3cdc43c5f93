//! What goes into a forward that is traced, and what comes out of it.

use crate::autodiff::graph::{Operand, is_recorded};
use crate::autodiff::{Place, Recorder};
use crate::storage::{Dtype, Element};
use crate::tensor::Tensor;

/// What [`trace`](super::Traceable::trace) takes: the shape of a tensor of `f32`; a tensor, for inputs of another type
/// or of certain values; or a tuple of those, for a model of several inputs.
///
/// A model that takes a struct of tensors is traced if the struct hands its tensors on:
///
/// ```
/// use nn_core::prelude::*;
/// use nn_core::trace::{Entry, TraceInput};
///
/// struct Batch {
///     words: Tensor<2, usize>,
///     lengths: Tensor<1, usize>,
/// }
///
/// impl TraceInput for Batch {
///     type Tensors = Batch;
///
///     fn traced(self, entry: &mut Entry) -> Batch {
///         Batch { words: self.words.traced(entry), lengths: self.lengths.traced(entry) }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no input for a trace",
    label = "expected a shape such as `[1, 3, 32, 32]`, a tensor, or a tuple of those"
)]
pub trait TraceInput {
    /// What the model's forward takes.
    type Tensors;

    /// The tensors, known to the trace.
    #[track_caller]
    fn traced(self, entry: &mut Entry) -> Self::Tensors;
}

/// The beginning of a trace, where its inputs become known to it.
#[derive(Debug)]
pub struct Entry {
    pub(crate) recorder: Recorder,
    pub(crate) shapes: Vec<Vec<usize>>,
    pub(super) bytes: usize,
    /// What an export asks.
    #[cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "nobody asks"))]
    pub(crate) exported: Option<Exported>,
}

/// The inputs of a forward that is written in another form.
#[derive(Debug, Default)]
#[cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "nobody writes a graph"))]
pub(crate) struct Exported {
    /// Sizes instead of those of the inputs, by their names.
    pub(crate) sizes: Vec<(String, usize)>,
    /// What was said of the next input.
    pub(crate) next: Option<Declared>,
    pub(crate) inputs: Vec<(Declared, Dtype)>,
}

/// What is said of an input.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "nobody writes a graph"))]
pub(crate) struct Declared {
    pub(crate) name: Option<String>,
    /// The axes whose sizes a file leaves open.
    pub(crate) open: Vec<OpenAxis>,
}

/// An axis whose size a file leaves open.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "nobody writes a graph"))]
pub(crate) struct OpenAxis {
    pub(crate) axis: usize,
    pub(crate) name: String,
    pub(crate) multiple_of: usize,
}

/// What the size of a batch is called.
#[cfg(feature = "onnx")]
pub(crate) const BATCH: &str = "batch";

#[cfg(feature = "onnx")]
impl Declared {
    /// An input of which nothing was said: its first axis is that of the batch.
    pub(crate) fn new() -> Self {
        let batch = OpenAxis { axis: 0, name: BATCH.to_owned(), multiple_of: 1 };
        Declared { name: None, open: vec![batch] }
    }
}

impl Entry {
    pub(super) fn new() -> Self {
        Entry { recorder: Recorder::new(), shapes: Vec::new(), bytes: 0, exported: None }
    }

    /// One for a graph.
    #[cfg(feature = "onnx")]
    pub(crate) fn of_graph(sizes: Vec<(String, usize)>) -> Self {
        let exported = Some(Exported { sizes, ..Exported::default() });
        Entry { recorder: Recorder::of_graph(), exported, ..Entry::new() }
    }

    /// What is said of the next input.
    #[cfg(feature = "onnx")]
    pub(crate) fn declare(&mut self, declared: Declared) {
        if let Some(exported) = &mut self.exported {
            exported.next = Some(declared);
        }
    }

    /// For a graph, the input without values and of other sizes.
    #[cfg(feature = "onnx")]
    fn without_values<const N: usize, A: Element>(&mut self, x: Tensor<N, A>) -> Tensor<N, A> {
        let Some(exported) = &mut self.exported else { return x };
        let mut declared = exported.next.take().unwrap_or_else(Declared::new);
        // A number has no batch.
        declared.open.retain(|open| N > 0 || open.axis > 0);
        let mut shape = x.shape();
        for open in &declared.open {
            if let Some((_, size)) = exported.sizes.iter().find(|(name, _)| *name == open.name) {
                shape[open.axis] = *size;
            }
        }
        exported.inputs.push((declared, A::DTYPE));
        Tensor::hidden(shape)
    }
}

impl<const N: usize> TraceInput for [usize; N] {
    type Tensors = Tensor<N>;

    #[track_caller]
    fn traced(self, entry: &mut Entry) -> Tensor<N> {
        Tensor::<N>::meta(self).traced(entry)
    }
}

impl<const N: usize, A: Element> TraceInput for Tensor<N, A> {
    type Tensors = Tensor<N, A>;

    fn traced(self, entry: &mut Entry) -> Tensor<N, A> {
        #[cfg(feature = "onnx")]
        let this = entry.without_values(self);
        #[cfg(not(feature = "onnx"))]
        let this = self;
        let number = entry.recorder.input(entry.shapes.len());
        entry.shapes.push(this.shape().to_vec());
        entry.bytes += this.shape().iter().product::<usize>() * size_of::<A>();
        this.put_at(Place::Traced(entry.recorder.clone(), number))
    }
}

/// What a model that can be traced gives: tensors, or tuples, lists and options of them. A struct of tensors tells the
/// shapes of its fields.
#[diagnostic::on_unimplemented(
    message = "a trace does not know the shapes in `{Self}`",
    label = "expected tensors, or tuples, lists and options of them",
    note = "`impl TraceOutput` for your struct, which tells the shapes of its fields"
)]
pub trait TraceOutput {
    /// Adds each tensor, of which it is the shape that counts.
    fn shapes(&self, into: &mut Outputs);
}

/// The tensors that a traced model gives, as [`TraceOutput`] tells them.
#[derive(Debug, Default)]
pub struct Outputs {
    pub(super) shapes: Vec<Vec<usize>>,
    /// What they are in a graph.
    pub(crate) operands: Vec<Operand>,
}

impl Outputs {
    /// None so far.
    pub fn new() -> Self {
        Outputs::default()
    }

    /// Their shapes.
    pub fn shapes(&self) -> &[Vec<usize>] {
        &self.shapes
    }
}

impl<const N: usize, A: Element> TraceOutput for Tensor<N, A> {
    fn shapes(&self, into: &mut Outputs) {
        into.shapes.push(self.shape().to_vec());
        if is_recorded() {
            let traced = if let Place::Traced(_, id) = self.place() { Some(*id) } else { None };
            into.operands.push(self.operand(traced));
        }
    }
}

impl<T: TraceOutput> TraceOutput for Vec<T> {
    fn shapes(&self, into: &mut Outputs) {
        self.iter().for_each(|part| part.shapes(into));
    }
}

impl<T: TraceOutput, const N: usize> TraceOutput for [T; N] {
    fn shapes(&self, into: &mut Outputs) {
        self.iter().for_each(|part| part.shapes(into));
    }
}

impl<T: TraceOutput> TraceOutput for Option<T> {
    fn shapes(&self, into: &mut Outputs) {
        self.iter().for_each(|part| part.shapes(into));
    }
}

/// One shape, or a tuple of them: what [`assert_shapes!`](crate::assert_shapes) expects.
#[doc(hidden)]
pub trait Shapes {
    fn list(&self, into: &mut Vec<Vec<usize>>);
}

impl<const N: usize> Shapes for [usize; N] {
    fn list(&self, into: &mut Vec<Vec<usize>>) {
        into.push(self.to_vec());
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*))*) => {$(
        impl<$($name: TraceInput),*> TraceInput for ($($name,)*) {
            type Tensors = ($($name::Tensors,)*);

            #[track_caller]
            fn traced(self, entry: &mut Entry) -> Self::Tensors {
                ($(self.$index.traced(entry),)*)
            }
        }

        impl<$($name: TraceOutput),*> TraceOutput for ($($name,)*) {
            fn shapes(&self, into: &mut Outputs) {
                $(self.$index.shapes(into);)*
            }
        }

        impl<$($name: Shapes),*> Shapes for ($($name,)*) {
            fn list(&self, into: &mut Vec<Vec<usize>>) {
                $(self.$index.list(into);)*
            }
        }
    )*};
}

tuples!((A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3));
