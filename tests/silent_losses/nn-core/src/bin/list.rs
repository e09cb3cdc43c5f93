use nn_core::prelude::*;
use silent_losses_nn_core::{layer, train};

#[derive(Module)]
struct Net {
    layers: Vec<Linear>,
    head: Linear,
}

fn main() {
    let net = Net { layers: vec![layer()], head: layer() };
    train(net, 12, |net, x| net.head.forward(net.layers[0].forward(x)));
}
