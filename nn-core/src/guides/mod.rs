//! Guides, each from beginning to end. Every program in them is compiled and run by the tests.
//!
//! | to | read |
//! |---|---|
//! | train a model | [`training_loop`] |
//! | write a layer | [`custom_layers`] |
//! | write an operation with its own backward pass | [`custom_operations`] |
//! | go on from a trained model | [`fine_tuning`] |
//! | train with many processes | [`many_processes`] |
//! | save, load, and exchange files with PyTorch | [`saving`] |
//! | check shapes | [`shapes`](mod@shapes) |
//! | find what PyTorch calls by another name | [`from_pytorch`] |
//! | find a module of `torch.nn` | [`torch_nn`] |

#[cfg(doc)]
use crate::{data, gradcheck, init, metrics, optim::*, prelude::*, shape, trace};

#[doc = include_str!("training_loop.md")]
pub mod training_loop {}

#[doc = include_str!("custom_layers.md")]
pub mod custom_layers {}

#[doc = include_str!("custom_operations.md")]
pub mod custom_operations {}

#[doc = include_str!("fine_tuning.md")]
pub mod fine_tuning {}

#[doc = include_str!("many_processes.md")]
pub mod many_processes {}

#[doc = include_str!("saving.md")]
pub mod saving {}

#[doc = include_str!("shapes.md")]
pub mod shapes {}

#[doc = include_str!("from_pytorch.md")]
#[doc(alias(
    "torch",
    "ModuleList",
    "ModuleDict",
    "ParameterList",
    "ParameterDict",
    "Identity",
    "from_numpy"
))]
pub mod from_pytorch {}

#[doc = include_str!("torch_nn.md")]
pub mod torch_nn {}
