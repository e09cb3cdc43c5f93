use nn_core::prelude::*;
use silent_losses_nn_core::{layer, train};

#[derive(Module)]
struct Net {
    layers: (Linear, Linear),
}

fn main() {
    let net = Net { layers: (layer(), layer()) };
    train(net, 12, |net, x| net.layers.1.forward(net.layers.0.forward(x)));
}
