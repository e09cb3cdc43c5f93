//! Tensors in a forward that is traced: as a rule they have no values, and a record of where they come from.

use std::fmt;
use std::panic::Location;

use super::op::Traced;
use super::{FromStorage, Placed, Tensor, volume};
use crate::autodiff::graph::{Constant, Node, Operand};
use crate::autodiff::{NodeId, Outcome, ParamId, Place, is_watching};
use crate::storage::{Element, SharedStorage};

/// A layer that a trace knows by its kind and by where it stands in memory.
pub(crate) trait LayerKind {
    /// `Linear`.
    const KIND: &'static str;
}

impl<const N: usize, A: Element> Tensor<N, A> {
    /// A tensor of which only the shape matters: an input of a forward that is traced.
    #[track_caller]
    pub(crate) fn meta(shape: [usize; N]) -> Self {
        let len = volume::<A>("trace", &shape);
        Tensor { shape, storage: SharedStorage::meta(len), place: Place::Off }
    }

    /// The result of an operation that nobody computes.
    #[cold]
    pub(super) fn without_values(
        shape: [usize; N],
        traced: Traced,
        name: &'static str,
        at: &'static Location<'static>,
        multiply_adds: u64,
    ) -> Self {
        let Traced { recorder, inputs, operands, meaning } = traced;
        let len = shape.iter().product::<usize>();
        let node = recorder.has_graph().then(|| {
            let (operation, sizes) = meaning.unzip();
            let (sizes, shape) = (sizes.unwrap_or_default(), shape.to_vec());
            Node { name, operation, sizes, operands, shape, dtype: A::DTYPE, step: 0, at }
        });
        let storage = if node.is_some() { SharedStorage::hidden(len) } else { SharedStorage::meta(len) };
        let outcome = Outcome { shape: &shape, bytes: len * size_of::<A>(), multiply_adds, node };
        let id = recorder.operation(name, &inputs, outcome);
        Tensor { shape, storage, place: Place::Traced(recorder, id) }
    }

    /// The second result of the operation that gave `first`: where elements of it come from.
    pub(crate) fn second_of<B: Element>(first: &Tensor<N, B>) -> Self {
        let shape = first.shape();
        match first.place() {
            Place::Traced(recorder, id) if recorder.has_graph() => {
                let storage = SharedStorage::hidden(first.len());
                Tensor { shape, storage, place: Place::Traced(recorder.clone(), recorder.second(*id)) }
            }
            _ => Tensor::meta(shape).beside(first),
        }
    }

    /// The same without values at which somebody could look.
    #[cfg(feature = "onnx")]
    pub(crate) fn hidden(shape: [usize; N]) -> Self {
        Tensor::from_storage(shape, SharedStorage::hidden(shape.iter().product()))
    }

    /// What it is as an operand, at a place in a trace or on none.
    #[cold]
    pub(crate) fn operand(&self, traced: Option<NodeId>) -> Operand {
        Operand::new(&self.shape, A::erase(self.storage.clone()), traced)
    }

    /// What a graph keeps of it.
    #[cold]
    pub(crate) fn as_constant(&self, param: Option<ParamId>) -> Constant {
        Constant { shape: self.shape.to_vec(), elements: A::erase(self.storage.clone()), param }
    }

    /// Tells a trace, or a tape that looks for a NaN, that `layer` begins to compute with this.
    #[inline(always)]
    pub(crate) fn enter<L: LayerKind>(mut self, layer: &L) -> Self {
        if let Place::Traced(recorder, id) = &mut self.place {
            *id = recorder.enter(L::KIND, std::ptr::from_ref(layer).addr(), *id);
        } else if is_watching()
            && let Some(tape) = self.place.tape()
        {
            tape.enter(L::KIND, std::ptr::from_ref(layer).addr());
        }
        self
    }

    /// Tells a trace, or a tape that looks for a NaN, that the layer has computed this.
    #[inline(always)]
    pub(crate) fn leave(mut self) -> Self {
        if let Place::Traced(recorder, id) = &mut self.place {
            *id = recorder.leave(*id, &self.shape);
        } else if is_watching()
            && let Some(tape) = self.place.tape()
        {
            tape.leave();
        }
        self
    }

    /// Tells a trace of an operation that gives the same elements under another shape.
    #[inline(always)]
    pub(crate) fn reshaped(mut self, name: &'static str) -> Self {
        if let Place::Traced(recorder, id) = &mut self.place {
            let outcome = Outcome { shape: &self.shape, bytes: 0, multiply_adds: 0, node: None };
            *id = recorder.operation(name, &[*id], outcome);
        }
        self
    }

    /// The same elements under another shape of a rank that was computed. It is no operation, so a trace goes on to
    /// show what gave them, under the new shape.
    pub(crate) fn with_shape<T: FromStorage<A>>(self, shape: &[usize]) -> T {
        if let Place::Traced(recorder, id) = &self.place {
            recorder.resize(*id, shape);
        }
        T::with_storage(shape, self.storage, Placed(self.place))
    }
}

/// Of the places of two operands that do not fit together, the one that knows of a trace.
pub(crate) fn either<'a>(a: &'a Place, b: &'a Place) -> &'a Place {
    if matches!(a, Place::Traced(..)) { a } else { b }
}

/// Says that what stands at `place` has a shape that is not taken: by a panic at the caller's line or, where the
/// forward is traced, to the one who traces it.
#[cold]
#[track_caller]
pub(crate) fn misfit(place: &Place, message: fmt::Arguments<'_>) -> ! {
    match place {
        Place::Traced(recorder, id) => recorder.misfit(*id, message.to_string(), Location::caller()),
        _ => panic!("{message}"),
    }
}

/// `assert!` for what must hold of the shape of a tensor, whose place is the first argument.
macro_rules! fits {
    ($place:expr, $condition:expr, $($message:tt)+) => {
        if !$condition {
            $crate::tensor::misfit($place, format_args!($($message)+))
        }
    };
}

pub(crate) use fits;
