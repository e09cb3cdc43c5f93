//! Another output than declared.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32], output = [100])]
struct Net {
    #[init(Conv2d::spec(3, 32, 7).stride(2))]
    conv: Conv2d,
    #[init(Relu)]
    relu: Relu,
    #[init(Flatten)]
    flatten: Flatten,
    #[init(Linear::to(10))]
    fc: Linear,
}

fn main() {}
