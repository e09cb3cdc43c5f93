//! Two flattened fields with one name inside, one of them two levels down.

use nn_core::prelude::*;

#[derive(Module)]
struct Body {
    #[module(flatten)]
    layer: Linear,
    scale: Param<1>,
}

#[derive(Module)]
struct Net {
    #[module(flatten)]
    body: Body,
    #[module(flatten)]
    head: Linear,
}

fn main() {}
