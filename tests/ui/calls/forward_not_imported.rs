//! A `forward` whose trait is not imported.

use nn_core::Tensor;
use nn_core::nn::Linear;

fn run(layer: &Linear, x: Tensor<2>) -> Tensor<2> {
    layer.forward(x)
}

fn main() {}
