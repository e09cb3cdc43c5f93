//! A field with the name of one inside a flattened field.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    weight: Linear,
    #[module(flatten)]
    inner: Linear,
}

fn main() {}
