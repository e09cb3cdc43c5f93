//! A layer inside of another model that takes other features.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(width: usize)]
struct Encoder {
    #[init(Linear::spec(16, width))]
    fc: Linear,
    #[init(repeat(2, |i| Linear::spec(width, width - i)))]
    heads: Vec<Linear>,
}

#[shapes]
impl Encoder {}

#[derive(Module, Init)]
struct Net {
    #[init(Encoder::spec(8))]
    encoder: Encoder,
}

#[shapes(input = [16])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let mut x = self.encoder.fc.forward(x).relu();
        for head in &self.encoder.heads {
            x = head.forward(x.clone()) + x;
        }
        x
    }
}

fn main() {}
