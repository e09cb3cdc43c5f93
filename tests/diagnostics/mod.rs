//! What the library says at run time to those who get a shape, a setting or a step wrong. Each family of cases has a
//! file of what it says, with the call, the message and the place in the source that the message points to.
//! `SNAPSHOT=overwrite cargo test -p tests --test run_time diagnostics` writes the files; bless only what you would
//! want to get.

#[macro_use]
mod cases;
pub(crate) mod caught;
mod containers;
pub(crate) mod coverage;
mod data;
mod empty;
mod layers;
mod losses;
mod operations;
mod resuming;
mod settings;
mod source;
mod state;
mod steps;
mod tapes;
mod tensors;
mod transforms;

use nn_core::prelude::*;

fn zeros<const N: usize>(shape: [usize; N]) -> Tensor<N> {
    Tensor::zeros(shape)
}

fn indices<const N: usize>(shape: [usize; N]) -> Tensor<N, usize> {
    Tensor::zeros(shape)
}

/// An input on a tape of its own, whose gradient is wanted.
fn on_tape<const N: usize>(shape: [usize; N]) -> Tensor<N> {
    Tape::new(0).input(zeros(shape)).requires_grad()
}
