//! A missing `Flatten` between a convolution and a linear layer.

use nn_core::prelude::*;

#[derive(Module, Forward)]
#[forward(input = Tensor<4>)]
struct Net {
    conv: Conv2d,
    relu: Relu,
    fc: Linear,
    softmax: Softmax,
}

fn main() {}
