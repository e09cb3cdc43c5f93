//! A layer that may be absent, and is there.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(Some(Conv2d::spec(4, 4, 3)))]
    conv: Option<Conv2d>,
}

fn main() {}
