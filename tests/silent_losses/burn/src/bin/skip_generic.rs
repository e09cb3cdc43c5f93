use burn::module::Module;
use burn::nn::Linear;
use silent_losses_burn::Layer;
use silent_losses_burn::{layer, train};

#[derive(Module, Debug)]
struct Net<M>
where
    M: Module,
    M: Layer,
{
    #[module(skip)]
    layer: M,
    head: Linear,
}

fn main() {
    let net = Net { layer: layer(), head: layer() };
    train(net, 12, |net, x| net.head.forward(net.layer.run(x)));
}
