//! The third block of a list does not take what the second gives.

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
        y.relu()
    }
}

#[derive(Module, Init)]
struct Net {
    #[init(repeat(4, |i| Block::spec(8 * (i + 1), 8 * (i + 2) - 8 * (i / 2), 1)))]
    blocks: Vec<Block>,
}

#[shapes(input = [8, 32, 32])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.blocks.iter().fold(x, |x, block| block.forward(x))
    }
}

fn main() {}
