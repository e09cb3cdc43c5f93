//! A model that is frozen by an attribute.

use nn_core::prelude::*;

#[derive(Module)]
#[module(frozen)]
struct Judge {
    head: Linear,
}

fn main() {}
