use nn_core::prelude::*;
use silent_losses_nn_core::{layer, train};

struct Block {
    layer: Linear,
}

#[derive(Module)]
struct Net {
    block: Block,
    head: Linear,
}

fn main() {
    let net = Net { block: Block { layer: layer() }, head: layer() };
    train(net, 12, |net, x| net.head.forward(net.block.layer.forward(x)));
}
