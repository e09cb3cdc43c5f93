//! Registration: what a model is made of, and the walk over it.

mod advice;
mod any_module;
mod buffer;
mod containers;
mod facts;
mod forward;
pub mod guard;
mod lambda;
#[doc(hidden)]
pub mod names;
mod param;
mod path;
mod plain;
#[doc(hidden)]
pub mod probe;
mod sequential;
mod shared;
mod tree;
mod tuples;
mod visit;

pub use any_module::{Module, NamedBuffer, NamedParameter, Parameter};
pub use buffer::{AnyBuffer, Buffer};
pub use forward::{Cascades, Forward};
pub use guard::ParameterFree;
pub use lambda::Lambda;
pub use param::{AnyParam, Param};
pub use path::Path;
pub use sequential::Sequential;
pub use shared::Shared;
pub use tree::Tree;
pub use visit::{Visit, VisitMut, Visitor, VisitorMut};
