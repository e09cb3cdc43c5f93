//! The derive of another trait alone.

use nn_core::prelude::*;

#[derive(Clone)]
struct Net {
    #[module(flatten)]
    layer: Linear,
}

fn main() {}
