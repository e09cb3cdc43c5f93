use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::Tensor;
use silent_losses_burn::{layer, scale, train};

#[derive(Module, Debug)]
struct Net {
    scales: Vec<Param<Tensor<1>>>,
    head: Linear,
}

fn main() {
    let net = Net { scales: vec![scale()], head: layer() };
    train(net, 8, |net, x| net.head.forward(x * net.scales[0].val().unsqueeze()));
}
