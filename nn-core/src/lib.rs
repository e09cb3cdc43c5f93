//! Neural networks as plain structs.

mod error;
mod storage;
mod kernels;
mod autodiff;
mod tensor;
pub mod module;

pub use autodiff::{BufferId, Gradients, ParamId, Tape};
pub use error::{Error, Result};
pub use module::{Buffer, Forward, Lambda, Module, Param, Path, Sequential, Shared, Visit, VisitMut, Visitor, VisitorMut, AnyParam, AnyBuffer};
pub use storage::{Dtype, Element, Float};
pub use tensor::{AnyTensor, Backward, Op, Tensor, Var};
