//! A variational autoencoder that draws twice as many features as it has.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(784, 64))]
    encoder: Linear,
    #[init(Linear::spec(64, 784))]
    decoder: Linear,
}

#[shapes(input = [784])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let parts = self.encoder.forward(x).chunk(2, 1);
        let (mean, log_variance) = (parts[0].clone(), parts[1].clone());
        let z = mean + (log_variance * 0.5).exp();
        self.decoder.forward(z)
    }
}

fn main() {}
