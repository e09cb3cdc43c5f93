//! A `Forward` that does not say what it takes.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: Linear,
}

impl Forward for Net {
    type Output = Tensor<2>;
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.layer.forward(x)
    }
}

fn main() {

}
