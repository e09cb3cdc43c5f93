use nn_core::prelude::*;
use silent_losses_nn_core::{layer, train};

#[derive(Module)]
enum Block {
    Dense(#[module(skip)] Linear),
}

#[derive(Module)]
struct Net {
    block: Block,
    head: Linear,
}

fn main() {
    let net = Net { block: Block::Dense(layer()), head: layer() };
    train(net, 12, |net, x| {
        let Block::Dense(layer) = &net.block;
        net.head.forward(layer.forward(x))
    });
}
