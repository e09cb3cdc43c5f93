//! A block that halves its input, and a way around it that does not.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(16, 16, 3).stride(2).padding(1))]
    conv: Conv2d,
}

#[shapes(input = [16, 32, 32])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        (self.conv.forward(x.clone()) + x).relu()
    }
}

fn main() {}
