use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::Tensor;
use silent_losses_burn::{layer, scale, train};

type Scale = Param<Tensor<1>>;

#[derive(Module, Debug)]
struct Net {
    #[module(skip)]
    scale: Scale,
    head: Linear,
}

fn main() {
    let net = Net { scale: scale(), head: layer() };
    train(net, 8, |net, x| net.head.forward(x * net.scale.val().unsqueeze()));
}
