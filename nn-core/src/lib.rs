#![doc = include_str!("lib.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod autodiff;
pub mod collective;
pub mod data;
pub mod device;
mod error;
pub mod gradcheck;
pub mod guides;
#[cfg(any(feature = "plots", feature = "run"))]
mod histogram;
pub mod init;
mod kernels;
pub mod loss;
pub mod metrics;
pub mod mistakes;
pub mod module;
pub mod nn;
#[cfg(feature = "onnx")]
pub mod onnx;
mod operation;
pub mod ops;
pub mod optim;
#[cfg(any(feature = "plots", feature = "run"))]
mod pixels;
#[cfg(feature = "plots")]
pub mod plots;
pub mod resume;
#[cfg(feature = "run")]
pub mod run;
pub mod shape;
pub mod state;
mod storage;
mod tensor;
pub mod trace;
mod tuples;
#[cfg(any(feature = "onnx", feature = "run"))]
#[cfg_attr(
    not(all(feature = "onnx", feature = "run")),
    allow(dead_code, reason = "each of the two formats has fields that the other has not")
)]
mod wire;

#[doc(hidden)]
pub use autodiff::Change;
pub use autodiff::{BufferId, Gradients, ParamId, Tape};
pub use error::{Error, Mismatch, Result};
#[doc(inline)]
pub use module::{
    AnyBuffer, AnyParam, Buffer, Forward, Frozen, Lambda, Layer, Layers, Module, Param, Path, Sequential,
    Shared, Visit, VisitMut, Visitor, VisitorMut,
};
pub use ndarray;
#[cfg(feature = "derive")]
pub use nn_derive::{Forward, Init, Module, shapes};
#[cfg(feature = "derive")]
#[doc(hidden)]
pub use nn_derive::{followed as __followed, sequential as __sequential};
#[doc(inline)]
pub use resume::{Checkpoints, Progress};
#[doc(inline)]
pub use state::{Checkpoint, LoadReport, StateDict};
pub use storage::{AnyStorage, Dtype, Element, Float};
#[doc(hidden)]
pub use storage::{FloatsMut, SharedStorage};
pub use tensor::{AnyTensor, Backward, Keep, Kept, Op, Rank, Steps, TapeView, Tensor, Tensors, Var};
#[doc(hidden)]
pub use tensor::{FromStorage, Placed};

/// The spec of a tuple of layers whose shapes the compiler checks, from the shape of one sample, without the batch.
///
/// ```
/// use nn_core::prelude::*;
///
/// let spec = sequential!([3, 32, 32] => Conv2d::spec(3, 32, 7).stride(2), Relu, Flatten, Linear::to(10));
/// let net: (Conv2d, Relu, Flatten, Linear) = spec.init(&mut rng(0));
/// assert_eq!(net.forward(Tensor::<4>::zeros([1, 3, 32, 32])).shape(), [1, 10]);
/// ```
///
/// The specs are constants. For sizes that are known when the program runs, make a tuple of specs:
/// `(Conv2d::spec(3, width, 7), Relu).init(&mut rng)`.
#[cfg(feature = "derive")]
#[macro_export]
macro_rules! sequential {
    ($($layers:tt)*) => {
        $crate::__sequential!(($crate) $($layers)*)
    };
}

/// Everything that a model's file needs: `use nn_core::prelude::*;`.
pub mod prelude {
    pub use crate::assert_shapes;
    pub use crate::data::{self, Dataset};
    pub use crate::device::Device;
    pub use crate::init::{Init, InitFor, Initial, draw, frozen, repeat, rng, rng_at, shared};
    pub use crate::loss::*;
    pub use crate::nn::*;
    pub use crate::optim::{Adadelta, Adagrad, Adam, AdamW, Adamax, Optimizer, RmsProp, Sgd};
    pub use crate::trace::Traceable;
    pub use crate::{
        AnyBuffer, AnyParam, AnyTensor, Backward, Buffer, Element, Float, Forward, Frozen, Gradients, Lambda,
        Layer, Layers, Module, Op, Param, Path, Sequential, Shared, Tape, Tensor, Var, Visit, VisitMut,
        Visitor, VisitorMut,
    };
    pub use crate::{Checkpoint, Checkpoints, Progress, StateDict};
    #[cfg(feature = "derive")]
    pub use crate::{Init, sequential, shapes};
    pub use rand::{Rng, RngExt};
}
