use nn_core::prelude::*;
use silent_losses_nn_core::{layer, train};

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Linear,
    head: Linear,
}

fn main() {
    let net = Net { layer: layer(), head: layer() };
    train(net, 12, |net, x| net.head.forward(net.layer.forward(x)));
}
