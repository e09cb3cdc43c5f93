//! Skipping an enum one of whose variants holds a layer.

use nn_core::prelude::*;

enum Branch {
    Identity,
    Dense(Linear),
}

#[derive(Module)]
struct Net {
    #[module(skip)]
    branch: Branch,
    head: Linear,
}

fn main() {}
