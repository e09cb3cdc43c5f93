use nn_core::prelude::*;
use silent_losses_nn_core::{layer, train};
use std::cell::RefCell;

#[derive(Module)]
struct Net {
    layer: RefCell<Linear>,
    head: Linear,
}

fn main() {
    let net = Net { layer: RefCell::new(layer()), head: layer() };
    train(net, 12, |net, x| net.head.forward(net.layer.borrow().forward(x)));
}
