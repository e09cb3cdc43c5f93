//! A linear layer on a picture.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(3, 8, 3).padding(1))]
    conv: Conv2d,
    #[init(Linear::spec(8192, 10))]
    fc: Linear,
}

#[shapes(input = [3, 32, 32])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let [batch, channels, height, width] = x.shape();
        let x = self.conv.forward(x).reshape([batch, 8, height * width]);
        let x = self.fc.forward(x);
        x.mean_axis(1) * (channels as f32)
    }
}

fn main() {}
