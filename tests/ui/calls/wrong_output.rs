//! A `forward` that gives another rank than it says.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    conv: Conv2d,
}

impl Forward<Tensor<4>> for Net {
    type Output = Tensor<2>;
    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        self.conv.forward(x)
    }
}

fn main() {

}
