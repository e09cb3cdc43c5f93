//! A layer in a list of many kinds does not fit the one before it, which may be missing.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(width: usize, expands: bool)]
struct Block {
    #[init(Layers::spec()
        .extend(expands.then(|| Conv2d::spec(width, 2 * width, 1)))
        .push(Conv2d::spec(2 * width, width, 3).padding(1))
        .push(Relu6))]
    conv: Layers<Tensor<4>>,
}

#[shapes]
impl Forward<Tensor<4>> for Block {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.conv.forward(x.clone()) + x
    }
}

#[derive(Module, Init)]
struct Net {
    #[init(repeat(3, |i| Block::spec(8, i < 2)))]
    blocks: Vec<Block>,
}

#[shapes(input = [8, 16, 16])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, mut x: Tensor<4>) -> Tensor<4> {
        for block in &self.blocks {
            x = block.forward(x);
        }
        x
    }
}

fn main() {}
