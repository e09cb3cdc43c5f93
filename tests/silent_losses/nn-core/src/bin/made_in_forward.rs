use nn_core::prelude::*;
use silent_losses_nn_core::{layer, train};

#[derive(Module)]
struct Net {
    head: Linear,
}

fn main() {
    let net = Net { head: layer() };
    train(net, 12, |net, x| net.head.forward(layer().forward(x)));
}
