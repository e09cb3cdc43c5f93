//! A mistake in the arguments of a block that a hand-written forward calls.

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
        (y + x).relu()
    }
}

#[derive(Module, Init)]
struct Net {
    #[init(Block::spec(8, 8, 1))]
    block1: Block,
    #[init(Block::spec(8, 16, 1))]
    block2: Block,
}

#[shapes(input = [8, 32, 32])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x = self.block1.forward(x);
        self.block2.forward(x)
    }
}

fn main() {}
