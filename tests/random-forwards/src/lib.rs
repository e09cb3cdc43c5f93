//! Random forwards, which `build/` writes: what the shape function says of each is compared with what the model does when it
//! runs, and with its trace. It says the same shape, or names the expression that panics.

#![cfg_attr(not(test), allow(unused))]
#![allow(missing_docs, dead_code, clippy::all, reason = "the models are written by a program")]

mod agreement;
mod parts;

use agreement::Agreement;
use nn_core::init::draw;
use nn_core::ops::{Conv2dOptions, Interpolation};
use nn_core::prelude::*;
use nn_core::shape::Shape;
use parts::{Gate, Inner, Parts};

/// What einsum makes of vectors and a matrix.
const EQUATION: &str = "bi,oi->bo";

include!(concat!(env!("OUT_DIR"), "/forwards.rs"));

#[test]
fn what_is_said_is_what_happens() {
    let mut agreement = Agreement::new();
    all(&mut agreement);
    agreement.finish();
}
