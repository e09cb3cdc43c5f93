use burn::module::Module;
use burn::nn::Linear;
use silent_losses_burn::{layer, train};

#[derive(Clone, Debug)]
struct Block {
    layer: Linear,
}

#[derive(Module, Debug)]
struct Net {
    block: Block,
    head: Linear,
}

fn main() {
    let net = Net { block: Block { layer: layer() }, head: layer() };
    train(net, 12, |net, x| net.head.forward(net.block.layer.forward(x)));
}
