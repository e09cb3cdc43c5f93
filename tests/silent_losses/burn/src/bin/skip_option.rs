use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::Tensor;
use silent_losses_burn::{layer, scale, train};

#[derive(Module, Debug)]
struct Net {
    #[module(skip)]
    scale: Option<Param<Tensor<1>>>,
    head: Linear,
}

fn main() {
    let net = Net { scale: Some(scale()), head: layer() };
    train(net, 8, |net, x| net.head.forward(x * net.scale.as_ref().unwrap().val().unsqueeze()));
}
