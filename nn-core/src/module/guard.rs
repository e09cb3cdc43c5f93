//! The proof, at compile time, that a type holds no parameter.
//!
//! [`Param`](super::Param) carries a [`Marker`], which is `Send` and `Sync` but neither `Unpin` nor
//! `UnwindSafe`. Auto traits go through every struct, enum, closure and container, in any crate and behind any
//! alias, so a type that is `Unpin + UnwindSafe` holds no parameter by value, behind a `Box`, an `Rc`, an `Arc`
//! or a reference.

/// What makes a parameter recognisable from outside any type around it.
#[doc(hidden)]
pub type Marker = dyn AParameter + Send + Sync;

/// The compiler names this trait when it explains why a type does not count as free of parameters.
#[doc(hidden)]
pub trait AParameter {}
