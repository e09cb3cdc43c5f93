use burn::module::Module;
use burn::nn::Linear;
use silent_losses_burn::{layer, train};

#[derive(Module, Debug)]
struct Cell<T: Clone + std::fmt::Debug + Send + Sync> {
    layer: Linear,
    #[module(skip)]
    size: T,
}

#[derive(Module, Debug)]
struct Net {
    cell: Cell<f32>,
    head: Linear,
}

fn main() {
    let net = Net { cell: Cell { layer: layer(), size: 2.0 }, head: layer() };
    train(net, 12, |net, x| net.head.forward(net.cell.layer.forward(x)));
}
