//! `Init` is derived twice.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[derive(Forward, Init)]
struct Net {
    #[init(Linear::spec(4, 2))]
    layer: Linear,
}

fn main() {
    let net = Net::init(&mut rng(0));
    let _: Tensor<2> = net.forward(Tensor::zeros([1, 4]));
}
