//! A layer inside of another model, which does not tell of it.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(inputs: usize, outputs: usize, stride: usize)]
struct Block {
    #[init(Conv2d::spec(inputs, outputs, 3).stride(stride).padding(1))]
    conv1: Conv2d,
    #[init(Conv2d::spec(outputs, outputs, 3).padding(1))]
    conv2: Conv2d,
}

#[shapes]
impl Forward<Tensor<4>> for Block {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.conv2.forward(self.conv1.forward(x.clone()).relu());
        y + x
    }
}

#[derive(Module, Init)]
struct Net {
    #[init(Block::spec(8, 8, 1))]
    block: Block,
}

#[shapes(input = [8, 32, 32])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.block.conv1.forward(x)
    }
}

fn main() {}
