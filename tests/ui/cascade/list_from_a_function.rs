//! A list of specs that a function makes: the check cannot look into it.

use nn_core::prelude::*;

fn layers() -> Vec<Conv2dSpec> {
    vec![Conv2d::spec(3, 3, 1), Conv2d::spec(3, 8, 1)]
}

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(Sequential(layers()))]
    layers: Sequential<Vec<Conv2d>>,
}

fn main() {}
