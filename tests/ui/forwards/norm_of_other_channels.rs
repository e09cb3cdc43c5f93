//! A batch norm with the channels of what comes in, behind a convolution that makes more.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(3, 16, 3).padding(1))]
    conv: Conv2d,
    #[init(BatchNorm2d::spec(3))]
    norm: BatchNorm2d,
}

#[shapes(input = [3, 32, 32])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.norm.forward(self.conv.forward(x)).relu()
    }
}

fn main() {}
