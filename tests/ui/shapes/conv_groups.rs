//! Groups that do not divide the channels.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(Conv2d::spec(3, 32, 7).groups(2))]
    conv: Conv2d,
}

fn main() {}
