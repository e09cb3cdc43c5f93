//! A decoder that begins with the state of an encoder of fewer layers.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Seq2Seq {
    #[init(Lstm::spec(8, 16).batch_first(true))]
    encoder: Lstm,
    #[init(Lstm::spec(16, 16).num_layers(2).batch_first(true))]
    decoder: Lstm,
}

#[shapes(input = [12, 8])]
impl Forward<Tensor<3>> for Seq2Seq {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let (y, state) = self.encoder.forward(x);
        let (y, _) = self.decoder.forward((y, state));
        y
    }
}

fn main() {}
