//! A model whose batch is not the first axis is followed by itself alone.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Texts {
    #[init(Gru::spec(16, 8))]
    rnn: Gru,
}

#[shapes(input = [20, batch, 16], output = [20, batch, 8])]
impl Forward<Tensor<3>> for Texts {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        self.rnn.forward(x).0
    }
}

#[derive(Module, Init)]
struct Net {
    #[init(Texts::spec())]
    texts: Texts,
}

#[shapes(input = [20, 16])]
impl Forward<Tensor<3>> for Net {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        self.texts.forward(x)
    }
}

fn main() {}
