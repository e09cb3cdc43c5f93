use burn::module::Module;
use burn::nn::Linear;
use silent_losses_burn::{layer, train};

#[derive(Module, Debug)]
enum Block {
    Dense(#[module(skip)] Linear),
}

#[derive(Module, Debug)]
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
