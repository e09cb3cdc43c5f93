//! A layer inside of a model inside of a list.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[init(channels: usize)]
struct Block {
    #[init(Conv2d::spec(channels, channels, 3))]
    conv: Conv2d,
    #[init(BatchNorm2d::spec(2 * channels))]
    norm: BatchNorm2d,
}

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(Sequential(repeat(2, |_| Block::spec(3))))]
    blocks: Sequential<Vec<Block>>,
}

fn main() {}
