//! A forward as a graph: every operation with its operands in order, for whoever writes it in another form. A trace
//! writes it down while there is a [`Recording`]; otherwise nothing here costs anything.
#![cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "nobody asks for a graph"))]

use std::panic::Location;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::ids::ParamId;
use super::tape::NodeId;
use crate::operation::Operation;
use crate::storage::{AnyStorage, Dtype};

/// What a forward did, in order, and the constants that it took.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Node>,
    pub(crate) constants: Vec<Constant>,
}

/// One operation.
#[derive(Debug)]
pub(crate) struct Node {
    /// `conv2d`, as a trace shows it.
    pub(crate) name: &'static str,
    /// None for an operation of a user's own, and for one that nobody has described.
    pub(crate) operation: Option<Operation>,
    /// Numbers of the operation that may go with the size of the batch.
    pub(crate) sizes: Vec<usize>,
    /// In order, and as often as they are taken.
    pub(crate) operands: Vec<Operand>,
    pub(crate) shape: Vec<usize>,
    pub(crate) dtype: Dtype,
    /// The row of the trace.
    pub(crate) step: usize,
    /// Where in the source it is called.
    pub(crate) at: &'static Location<'static>,
}

/// A tensor as an operation takes it. Its shape may be another than it was made with, of the same elements.
#[derive(Clone, Debug)]
pub(crate) struct Operand {
    pub(crate) value: Value,
    pub(crate) shape: Vec<usize>,
    pub(crate) dtype: Dtype,
    /// What it is in the trace, or its elements: from which the trace finds its value.
    pub(super) traced: Option<NodeId>,
    pub(super) constant: Option<Constant>,
}

impl Operand {
    /// A tensor of this shape at a place.
    pub(crate) fn new(shape: &[usize], elements: AnyStorage, traced: Option<NodeId>) -> Self {
        let (shape, dtype) = (shape.to_vec(), elements.dtype());
        let constant = match traced {
            Some(_) => None,
            None => Some(Constant { shape: shape.clone(), elements, param: None }),
        };
        Operand { value: Value::Unknown, shape, dtype, traced, constant }
    }
}

/// What a tensor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    /// An input of the model, counted from 0.
    Input(usize),
    /// A parameter, a buffer, or what was computed on no trace.
    Constant(usize),
    /// The result of a node; some have a second.
    Result(usize, usize),
    /// A second result that is not described.
    Unknown,
}

/// A tensor that is the same in every run.
#[derive(Clone, Debug)]
pub(crate) struct Constant {
    pub(crate) shape: Vec<usize>,
    pub(crate) elements: AnyStorage,
    /// The path, where it is a parameter of the model.
    pub(crate) param: Option<ParamId>,
}

/// How many graphs are being written down at present, in all threads.
static RECORDINGS: AtomicUsize = AtomicUsize::new(0);

/// While it lives, operations keep the constants that they take.
#[derive(Debug)]
pub(crate) struct Recording(());

impl Recording {
    #[cfg(feature = "onnx")]
    pub(crate) fn begin() -> Self {
        RECORDINGS.fetch_add(1, Ordering::Relaxed);
        Recording(())
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        RECORDINGS.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Whether a graph is being written down anywhere.
#[inline(always)]
pub(crate) fn is_recorded() -> bool {
    cfg!(feature = "onnx") && RECORDINGS.load(Ordering::Relaxed) > 0
}

impl Graph {
    /// The number of a constant, which is one for the same elements under the same shape.
    pub(crate) fn constant(&mut self, constant: Constant) -> Value {
        if constant.elements.is_meta() {
            return Value::Unknown;
        }
        let same = |other: &Constant| {
            (other.elements.address(), other.param, &other.shape)
                == (constant.elements.address(), constant.param, &constant.shape)
        };
        let found = self.constants.iter().position(same);
        Value::Constant(found.unwrap_or_else(|| {
            self.constants.push(constant);
            self.constants.len() - 1
        }))
    }
}
