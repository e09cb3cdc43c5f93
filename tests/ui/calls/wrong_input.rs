//! A model that takes images gets a matrix.
//!
//! Longer than 15 lines: rustc infers the input from the model, and explains where it did.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    conv: Conv2d,
}

impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.conv.forward(x)
    }
}

fn main() {
    let net = Net { conv: Conv2d::new(3, 8, 3, &mut rng(0)) };
    net.forward(Tensor::<2>::zeros([1, 2]));
}
