//! A convolution that wants more padding than there is.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(3, 8, 7))]
    conv: Conv2d,
}

#[shapes(input = [3, 32, 32])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.conv.forward(x.clone().pad([2, 2, 2, 2]));
        y + x.mean_keepdim(1)
    }
}

fn main() {}
