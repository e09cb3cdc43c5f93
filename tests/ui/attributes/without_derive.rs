//! The attribute without the derive.

use nn_core::prelude::*;

struct Net {
    #[module(flatten)]
    layer: Linear,
}

fn main() {}
