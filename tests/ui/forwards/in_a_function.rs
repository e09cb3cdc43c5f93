//! A function of tensors that a forward calls.

use nn_core::prelude::*;

#[shapes]
fn doubled(x: Tensor<4>) -> Tensor<4> {
    let [batch, channels, height, width] = x.shape();
    let x = x.reshape([batch * channels, height, 1, width]);
    Tensor::concat(&[x.clone(), x], 2).reshape([batch, channels, 2 * height, 2 * width])
}

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(3, 8, 3).padding(1))]
    conv: Conv2d,
}

#[shapes(input = [3, 8, 8], functions = [doubled])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.conv.forward(doubled(x))
    }
}

fn main() {}
