//! `Forward` is derived twice.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[derive(Forward)]
#[forward(input = [4])]
struct Net {
    #[init(Linear::to(2))]
    layer: Linear,
}

fn main() {
    let net = Net::init(&mut rng(0));
    let _: Tensor<2> = net.forward(Tensor::zeros([1, 4]));
    assert_eq!(Net::OUTPUT_SHAPE, [2]);
}
