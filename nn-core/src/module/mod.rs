//! Registration: what a model is made of, and the walk over it.

mod advice;
mod agree;
mod any_module;
mod buffer;
mod containers;
mod dyn_layer;
mod fact;
mod forward;
mod frozen;
pub mod guard;
mod lambda;
mod locks;
mod named;
#[doc(hidden)]
pub mod names;
mod param;
mod parameter;
mod path;
mod plain;
#[doc(hidden)]
pub mod probe;
mod sequential;
mod shared;
mod text;
mod tree;
mod tuples;
mod updates;
mod visit;
mod watched;

pub(crate) use agree::{agree, distinct};
pub use any_module::Module;
pub use buffer::{AnyBuffer, Buffer};
pub use dyn_layer::{Layer, Layers};
pub use forward::{Cascades, Forward, InputOf, Proved, SameType};
pub use frozen::Frozen;
pub use guard::ParameterFree;
pub use lambda::Lambda;
pub use named::{Named, NamedBuffers, NamedIter, NamedParameters};
pub use param::{AnyParam, Param};
pub use parameter::Parameter;
pub use path::{Elements, Path};
pub use sequential::Sequential;
pub use shared::Shared;
pub use tree::Tree;
pub(crate) use tree::thousands;
pub use visit::{Visit, VisitMut, Visitor, VisitorMut};
