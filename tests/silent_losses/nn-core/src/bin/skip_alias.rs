use nn_core::prelude::*;
use silent_losses_nn_core::{layer, train};

type Scale = Param<1>;

#[derive(Module)]
struct Net {
    #[module(skip)]
    scale: Scale,
    head: Linear,
}

fn main() {
    let net = Net { scale: Param::new([1.0, 1.0]), head: layer() };
    train(net, 8, |net, x| net.head.forward(x * &net.scale));
}
