//! The batch of the output stands elsewhere than declared.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Texts {
    #[init(Gru::spec(16, 8))]
    rnn: Gru,
}

#[shapes(input = [20, batch, 16], output = [batch, 20, 8])]
impl Forward<Tensor<3>> for Texts {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        self.rnn.forward(x).0
    }
}

fn main() {}
