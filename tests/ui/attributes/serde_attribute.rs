//! The attribute of another library.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[serde(skip)]
    layer: Linear,
}

fn main() {}
