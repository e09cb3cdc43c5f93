//! Storage whose element type is known at run time only.

use std::fmt;

use super::{Element, SharedStorage};

/// The type of an element, known at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each variant is the Rust type of its name")]
pub enum Dtype {
    F32,
    F64,
    I64,
    Usize,
    Bool,
}

impl Dtype {
    /// The bytes of an element.
    pub(crate) fn size(self) -> usize {
        match self {
            Dtype::F32 => size_of::<f32>(),
            Dtype::F64 | Dtype::I64 => size_of::<f64>(),
            Dtype::Usize => size_of::<usize>(),
            Dtype::Bool => size_of::<bool>(),
        }
    }
}

impl Dtype {
    /// Whether the elements count something: indices and labels.
    pub(crate) fn is_index(self) -> bool {
        matches!(self, Dtype::I64 | Dtype::Usize)
    }
}

impl fmt::Display for Dtype {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Dtype::F32 => "f32",
            Dtype::F64 => "f64",
            Dtype::I64 => "i64",
            Dtype::Usize => "usize",
            Dtype::Bool => "bool",
        })
    }
}

/// Elements of any type, one after the other, without a shape: what a [`Backend`](crate::device::Backend) moves. A clone
/// shares them until either is written.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each variant holds elements of the type of its name")]
pub enum AnyStorage {
    F32(SharedStorage<f32>),
    F64(SharedStorage<f64>),
    I64(SharedStorage<i64>),
    Usize(SharedStorage<usize>),
    Bool(SharedStorage<bool>),
}

impl AnyStorage {
    /// The type of the elements.
    pub fn dtype(&self) -> Dtype {
        match self {
            AnyStorage::F32(_) => Dtype::F32,
            AnyStorage::F64(_) => Dtype::F64,
            AnyStorage::I64(_) => Dtype::I64,
            AnyStorage::Usize(_) => Dtype::Usize,
            AnyStorage::Bool(_) => Dtype::Bool,
        }
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        match self {
            AnyStorage::F32(s) => s.len(),
            AnyStorage::F64(s) => s.len(),
            AnyStorage::I64(s) => s.len(),
            AnyStorage::Usize(s) => s.len(),
            AnyStorage::Bool(s) => s.len(),
        }
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The elements, if they are of type `A`.
    pub fn as_slice<A: Element>(&self) -> Option<&[A]> {
        A::reveal(self).map(|s| s.as_slice())
    }

    /// The elements for writing, if they are of type `A`; copied first if somebody else holds them.
    pub(crate) fn as_mut_slice<A: Element>(&mut self) -> Option<&mut [A]> {
        A::reveal_mut(self).map(SharedStorage::make_mut)
    }
}

impl<A: Element> From<Vec<A>> for AnyStorage {
    fn from(elements: Vec<A>) -> Self {
        A::erase(SharedStorage::new(elements))
    }
}
