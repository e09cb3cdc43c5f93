//! The proof, at compile time, that a type holds no parameter.
//!
//! [`Param`](super::Param) carries a [`Marker`], which is `Send` and `Sync` but neither `Unpin` nor
//! `UnwindSafe`. Auto traits go through every struct, enum, closure and container, in any crate and behind any
//! alias, so a type that is `Unpin + UnwindSafe` holds no parameter by value, behind a `Box`, an `Rc`, an `Arc`
//! or a reference. A [`Buffer`](super::Buffer) carries it too, since what is left out is not saved either.

use std::panic::UnwindSafe;

/// What makes a parameter recognisable from outside any type around it.
#[doc(hidden)]
pub type Marker = dyn AParameter + Send + Sync;

/// The compiler names this trait when it explains why a type does not count as free of parameters.
#[doc(hidden)]
pub trait AParameter {}

/// Types that provably hold no parameter: what a closure in a [`Lambda`](super::Lambda) and a generic field with
/// `#[module(skip)]` must be. Nobody implements it: it follows from what the type holds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` may hold parameters, which would be lost",
    label = "may hold a layer or another parameter",
    note = "parameters are registered by the fields of a struct: make the layer a field of a struct with \
            `#[derive(Module)]` and call it in that struct's `forward`"
)]
pub trait ParameterFree {}

// Without this attribute the compiler blames `Unpin` and `UnwindSafe`, in two errors and forty lines.
#[diagnostic::do_not_recommend]
impl<T: ?Sized + Unpin + UnwindSafe> ParameterFree for T {}

/// Types that hold no parameter by value, so that the word of `#[module(skip = "reason")]` can be taken for the
/// rest. Nobody implements it: it follows from what the type holds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds parameters, which would be lost",
    label = "holds a layer or another parameter",
    note = "remove `#[module(skip = ..)]`, so that the field is registered"
)]
pub trait Skippable {}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Unpin> Skippable for T {}
