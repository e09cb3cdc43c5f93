use nn_core::prelude::Param as Weight;
use nn_core::prelude::*;
use silent_losses_nn_core::{layer, train};

#[derive(Module)]
struct Net {
    #[module(skip)]
    scale: Weight<1>,
    head: Linear,
}

fn main() {
    let net = Net { scale: Weight::new([1.0, 1.0]), head: layer() };
    train(net, 8, |net, x| net.head.forward(x * &net.scale));
}
