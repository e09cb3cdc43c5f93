//! What a function of tensors gives does not fit.

use nn_core::prelude::*;

#[shapes]
fn doubled(x: Tensor<4>) -> Tensor<4> {
    let [batch, channels, height, width] = x.shape();
    let x = x.reshape([batch * channels, height, 1, width]);
    Tensor::concat(&[x.clone(), x], 2).reshape([batch, channels, 2 * height, width])
}

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(8, 8, 3).padding(1))]
    conv: Conv2d,
}

#[shapes(input = [8, 8, 8], functions = [doubled])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.conv.forward(doubled(x.clone())) + x
    }
}

fn main() {}
