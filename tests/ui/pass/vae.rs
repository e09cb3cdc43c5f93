//! A variational autoencoder: an encoder of means and variances, a sample of them, a decoder.

use nn_core::init;
use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(pixels: usize, hidden: usize, latent: usize)]
struct Vae {
    #[init((Linear::spec(pixels, hidden), Relu, Linear::spec(hidden, 2 * latent)))]
    encoder: (Linear, Relu, Linear),
    #[init((Linear::spec(latent, hidden), Relu, Linear::spec(hidden, pixels), Sigmoid))]
    decoder: (Linear, Relu, Linear, Sigmoid),
    #[init(0u64)]
    seed: u64,
}

#[shapes(input = [pixels], output = [pixels])]
impl Forward<Tensor<2>> for Vae {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let parts = self.encoder.forward(x).chunk(2, 1);
        let (mean, log_variance) = (parts[0].clone(), parts[1].clone());
        let [batch, latent] = mean.shape();
        let noise = init::normal([batch, latent], 0.0, 1.0, &mut rng(self.seed));
        assert_eq!(noise.shape(), [batch, latent]);
        self.decoder.forward(mean + (log_variance * 0.5).exp() * noise)
    }
}

fn main() {
    assert_eq!(Vae::init(16, 8, 3, &mut rng(0)).forward(Tensor::zeros([5, 16])).shape(), [5, 16]);
}
