//! A reason does not let an object through that is a module.

use nn_core::prelude::*;

trait Layer: Module {}

#[derive(Module)]
struct Net {
    #[module(skip = "it is not trained")]
    layer: Box<dyn Layer>,
    head: Linear,
}

fn main() {}
