//! The `forward` of a list.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layers: Vec<Linear>,
}

impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.layers.forward(x)
    }
}

fn main() {}
