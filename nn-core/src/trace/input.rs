//! What goes into a forward that is traced, and what comes out of it.

use crate::autodiff::{Place, Recorder};
use crate::storage::Element;
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
    pub(super) recorder: Recorder,
    pub(super) shapes: Vec<Vec<usize>>,
    pub(super) bytes: usize,
}

impl Entry {
    pub(super) fn new() -> Self {
        Entry { recorder: Recorder::new(), shapes: Vec::new(), bytes: 0 }
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
        let number = entry.recorder.input(entry.shapes.len());
        entry.shapes.push(self.shape().to_vec());
        entry.bytes += self.shape().iter().product::<usize>() * size_of::<A>();
        self.put_at(Place::Traced(entry.recorder.clone(), number))
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
    /// Adds the shape of each tensor.
    fn shapes(&self, into: &mut Vec<Vec<usize>>);
}

impl<const N: usize, A: Element> TraceOutput for Tensor<N, A> {
    fn shapes(&self, into: &mut Vec<Vec<usize>>) {
        into.push(self.shape().to_vec());
    }
}

impl<T: TraceOutput> TraceOutput for Vec<T> {
    fn shapes(&self, into: &mut Vec<Vec<usize>>) {
        self.iter().for_each(|part| part.shapes(into));
    }
}

impl<T: TraceOutput, const N: usize> TraceOutput for [T; N] {
    fn shapes(&self, into: &mut Vec<Vec<usize>>) {
        self.iter().for_each(|part| part.shapes(into));
    }
}

impl<T: TraceOutput> TraceOutput for Option<T> {
    fn shapes(&self, into: &mut Vec<Vec<usize>>) {
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
            fn shapes(&self, into: &mut Vec<Vec<usize>>) {
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
