//! A field without a spec, and calls of the constructors.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [4])]
#[init(width: usize)]
struct Net {
    #[init(Linear::spec(4, width))]
    hidden: Linear,
    head: Linear,
}

#[derive(Module, Forward, Init)]
#[forward(input = [4])]
struct Around {
    #[init(Net::spec(8))]
    net: Net,
}

fn main() {
    let net = Net::init(8, &mut rng(0));
    let spec: NetSpec = Net::spec(8);
    assert_eq!(net.forward(Tensor::zeros([1, 4])).shape(), [1, 2]);
    assert_eq!(Around::OUTPUT_SHAPE, [2]);
}
