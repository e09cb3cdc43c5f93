//! A block whose own forward does not take these arguments, in a declared model.

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

#[derive(Module, Forward, Init)]
#[forward(input = [8, 32, 32])]
struct Net {
    #[init(Block::spec(8, 8, 1))]
    block1: Block,
    #[init(Block::spec(8, 16, 2))]
    block2: Block,
}

fn main() {}
