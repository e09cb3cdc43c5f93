//! A spec of another layer.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(3, 32, 7))]
    fc: Linear,
}

fn main() {}
