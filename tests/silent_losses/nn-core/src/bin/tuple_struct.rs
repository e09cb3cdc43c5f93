use nn_core::prelude::*;
use silent_losses_nn_core::{layer, train};

#[derive(Module)]
struct Net(Linear, Linear);

fn main() {
    train(Net(layer(), layer()), 12, |net, x| net.1.forward(net.0.forward(x)));
}
