//! Flat, shared, reusable memory: what a tensor holds beneath its shape.

mod any;
mod buffer;
mod dispatch;
mod element;
mod pending;
mod recycle;
mod repeated;
mod shared;
mod special;
mod view;

pub use any::{AnyStorage, Dtype, FloatsMut};
pub(crate) use dispatch::{any_arms, dispatch, element_types, float_arms, type_arms};
pub(crate) use element::Number;
pub use element::{Element, Float};
pub(crate) use pending::{Compute, Elements, Finish, PIECE};
#[cfg(feature = "onnx")]
pub(crate) use shared::Looked;
pub(crate) use shared::Remote;
pub use shared::SharedStorage;
pub(crate) use view::{View, dense};

use crate::kernels::stream::written;

/// A buffer of `len` elements whose contents are unspecified: the caller writes every one of them.
pub(crate) fn scratch<A: Element>(len: usize) -> Vec<A> {
    #[cfg(test)]
    HANDED_OUT.set(HANDED_OUT.get() + len);
    let mut buffer = A::pool().take(len);
    // So that tests see what is read before it is written.
    if cfg!(debug_assertions) {
        buffer.fill(A::from_number(Number::Float(f64::NAN)));
    }
    buffer
}

#[cfg(test)]
thread_local! {
    static HANDED_OUT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// How many elements this thread was handed out, for tests of what operations cost.
#[cfg(test)]
pub(crate) fn handed_out() -> usize {
    HANDED_OUT.get()
}

/// Hands a buffer that [`scratch`] gave back for reuse.
pub(crate) fn recycle<A: Element>(buffer: Vec<A>) {
    A::pool().give(buffer);
}

/// A buffer of `len` zeros.
pub(crate) fn zeros<A: Element>(len: usize) -> Vec<A> {
    filled(len, A::default())
}

/// A buffer of `len` times `value`.
pub(crate) fn filled<A: Element>(len: usize, value: A) -> Vec<A> {
    let mut buffer = scratch(len);
    written(&mut buffer, &|_, part| part.fill(value));
    buffer
}

/// A copy of a slice in a recycled buffer.
pub(crate) fn copied<A: Element>(slice: &[A]) -> Vec<A> {
    let mut buffer = scratch(slice.len());
    written(&mut buffer, &|at, part| part.copy_from_slice(&slice[at..at + part.len()]));
    buffer
}
