//! The names below which a type saves what is inside, as far as they are known at compile time, so that two fields
//! that `flatten` brings to one path are found before anything is saved.
//!
//! Only flattened fields are looked into, and not through a `Box` or a list, by which a type may contain itself. What
//! is not known has no names: for a box, a map, a type parameter or a module that is written by hand, the first step and
//! saving find what clashes.

use std::collections::VecDeque;

use super::probe::Probe;
use super::{Buffer, Frozen, Param, Sequential};
use crate::shape::is_same;
use crate::storage::{Element, Float};

/// What stands below a type's path.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum Name {
    /// Nothing.
    None,
    /// A field; the empty name is the path itself.
    Field(&'static str),
    /// The indices of a list of this length.
    Indices(usize),
    /// What stands below the path of a flattened field.
    All(&'static [Name]),
}

/// A type that knows its names.
#[doc(hidden)]
pub trait Names {
    const NAMES: &'static [Name];
}

macro_rules! names {
    ($([$($generics:tt)*] $type:ty => $names:expr;)*) => {$(
        impl<$($generics)*> Names for $type {
            const NAMES: &'static [Name] = $names;
        }
    )*};
}

names! {
    [const N: usize, A: Float] Param<N, A> => &[Name::Field("")];
    [const N: usize, A: Element] Buffer<N, A> => &[Name::Field("")];
    [M: Names] Option<M> => M::NAMES;
    [M: Names] Frozen<M> => M::NAMES;
    [M: Names] Sequential<M> => M::NAMES;
    [M] Vec<M> => &[Name::Indices(usize::MAX)];
    [M] VecDeque<M> => &[Name::Indices(usize::MAX)];
    [M, const N: usize] [M; N] => &[Name::Indices(N)];
}

impl<T: ?Sized + Names> Probe<T> {
    /// What stands below the type's path.
    pub const NAMES: &'static [Name] = T::NAMES;
}

/// The name of a field of a type, or the names of a flattened one.
#[doc(hidden)]
#[macro_export]
macro_rules! __nn_name {
    ($name:literal, $type:ty) => {
        $crate::module::names::Name::field($name, <$crate::module::probe::Probe<$type>>::FREE)
    };
    ($type:ty) => {
        $crate::module::names::Name::flattened(
            <$crate::module::probe::Probe<$type>>::FREE,
            <$crate::module::probe::Probe<$type>>::NAMES,
        )
    };
}
#[doc(hidden)]
pub use crate::__nn_name as name;

impl Name {
    /// The name of a field; a plain value saves nothing.
    pub const fn field(name: &'static str, plain: bool) -> Name {
        if plain { Name::None } else { Name::Field(name) }
    }

    /// The names of a flattened field whose type is free of parameters or not and has these names.
    pub const fn flattened(free: bool, inside: &'static [Name]) -> Name {
        if free { Name::None } else { Name::All(inside) }
    }

    /// The name that two have in common.
    pub(super) const fn common(self, other: Name) -> Option<&'static str> {
        match (self, other) {
            (Name::None, _) | (_, Name::None) => None,
            (Name::All(names), one) | (one, Name::All(names)) => one.among(names),
            (Name::Field(one), Name::Field(other)) if is_same(one, other) => Some(one),
            (Name::Field(field), Name::Indices(len)) | (Name::Indices(len), Name::Field(field))
                if is_index(field, len) =>
            {
                Some(field)
            }
            (Name::Indices(1..), Name::Indices(1..)) => Some("0"),
            _ => None,
        }
    }

    const fn among(self, names: &[Name]) -> Option<&'static str> {
        let mut i = 0;
        while i < names.len() {
            if let Some(name) = self.common(names[i]) {
                return Some(name);
            }
            i += 1;
        }
        None
    }
}

/// Whether a name is an index of a list.
const fn is_index(name: &str, len: usize) -> bool {
    match usize::from_str_radix(name, 10) {
        Ok(index) => index < len && (name.len() == 1 || !matches!(name.as_bytes()[0], b'0' | b'+')),
        Err(_) => false,
    }
}
