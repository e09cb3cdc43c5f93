use burn::module::{Module, Param as Weight};
use burn::nn::Linear;
use burn::tensor::Tensor;
use silent_losses_burn::{layer, scale, train};

#[derive(Module, Debug)]
struct Net {
    #[module(skip)]
    scale: Weight<Tensor<1>>,
    head: Linear,
}

fn main() {
    let net = Net { scale: scale(), head: layer() };
    train(net, 8, |net, x| net.head.forward(x * net.scale.val().unsqueeze()));
}
