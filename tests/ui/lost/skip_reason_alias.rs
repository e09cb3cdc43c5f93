//! A reason does not let a shared layer through that an alias hides.

use nn_core::prelude::*;

type Layer = std::sync::Arc<Linear>;

#[derive(Module)]
struct Net {
    #[module(skip = "it is not trained")]
    layer: Layer,
    head: Linear,
}

fn main() {}
