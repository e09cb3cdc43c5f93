//! The attribute without the derive.

use nn_core::prelude::*;

struct Net {
    #[module(frozen)]
    layer: Linear,
}

fn main() {}
