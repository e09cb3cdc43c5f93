//! A method of the model that a forward calls.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(3, 8, 3).padding(1))]
    conv: Conv2d,
}

#[shapes(input = [3, 8, 8])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.conv.forward(self.halves(x))
    }
}

#[shapes]
impl Net {
    fn halves(&self, x: Tensor<4>) -> Tensor<4> {
        let [batch, channels, height, width] = x.shape();
        x.reshape([batch, 2, channels / 2, height * width]).mean_axis(1).reshape([batch, channels / 2, height, width])
    }
}

fn main() {}
