//! The derive is written twice.

use nn_core::prelude::*;

#[derive(Module)]
#[derive(Module)]
struct Net {
    layer: Linear,
}

fn main() {}
