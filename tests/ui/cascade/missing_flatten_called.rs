//! A model whose layers do not fit, and calls of its `forward`.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 8, 8])]
struct Net {
    #[init(Conv2d::spec(3, 4, 3))]
    conv: Conv2d,
    #[init(Linear::to(10))]
    fc: Linear,
}

#[derive(Module, Forward, Init)]
#[forward(input = [3, 8, 8], output = [2])]
struct Around {
    #[init(Net::spec())]
    net: Net,
    #[init(Linear::to(2))]
    head: Linear,
}

fn main() {
    let net = Net::init(&mut rng(0));
    let logits: Tensor<2> = net.forward(Tensor::zeros([1, 3, 8, 8]));
    let loss = net.forward(Tensor::zeros([1, 3, 8, 8])).cross_entropy(&Tensor::from([1]));
    assert_eq!(Net::OUTPUT_SHAPE, [10]);
    let around = Around::init(&mut rng(0));
    assert_eq!(around.forward(Tensor::zeros([1, 3, 8, 8])).shape(), [1, 2]);
}
