use nn_core::prelude::*;
use silent_losses_nn_core::{layer, train};

#[derive(Module)]
struct Cell<T> {
    layer: Linear,
    size: T,
}

#[derive(Module)]
struct Net {
    cell: Cell<f32>,
    head: Linear,
}

fn main() {
    let net = Net { cell: Cell { layer: layer(), size: 2.0 }, head: layer() };
    train(net, 12, |net, x| net.head.forward(net.cell.layer.forward(x)));
}
