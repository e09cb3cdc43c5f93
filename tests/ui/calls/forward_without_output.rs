//! A `Forward` that does not say what it gives.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: Linear,
}

impl Forward<Tensor<2>> for Net {
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.layer.forward(x)
    }
}

fn main() {

}
