//! A misspelt argument of `#[forward(..)]`, and calls of what the derives write.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(imput = [4])]
struct Net {
    #[init(Linear::to(2))]
    fc: Linear,
}

#[derive(Module, Forward, Init)]
#[forward(input = [4])]
struct Around {
    #[init(Net::spec())]
    net: Net,
}

fn main() {
    let net = Net::init(&mut rng(0));
    let logits: Tensor<2> = net.forward(Tensor::zeros([1, 4]));
    assert_eq!(Net::OUTPUT_SHAPE, [2]);
    assert_eq!(Around::OUTPUT_SHAPE, [2]);
    let pair = sequential!([4] => Net::spec(), Relu).init(&mut rng(0));
}
