use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::Tensor;
use silent_losses_burn::{layer, tensor, train};

#[derive(Module, Debug)]
struct Net {
    scale: Tensor<1>,
    head: Linear,
}

fn main() {
    let net = Net { scale: tensor().require_grad(), head: layer() };
    train(net, 8, |net, x| net.head.forward(x * net.scale.clone().unsqueeze()));
}
