//! Two outputs of a model inside that do not fit together.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(code: usize)]
struct Encoder {
    #[init(Linear::spec(32, code))]
    mean: Linear,
    #[init(Linear::spec(32, 2 * code))]
    deviation: Linear,
}

#[shapes]
impl Forward<Tensor<2>> for Encoder {
    type Output = (Tensor<2>, Tensor<2>);

    fn forward(&self, x: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        (self.mean.forward(x.clone()), self.deviation.forward(x).exp())
    }
}

#[derive(Module, Init)]
struct Vae {
    #[init(Encoder::spec(4))]
    encoder: Encoder,
    #[init(Linear::spec(4, 32))]
    decoder: Linear,
}

#[shapes(input = [32])]
impl Forward<Tensor<2>> for Vae {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let (mean, deviation) = self.encoder.forward(x);
        self.decoder.forward(mean + deviation)
    }
}

fn main() {}
