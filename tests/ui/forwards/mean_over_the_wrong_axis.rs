//! A mean over the channels instead of the pixels.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(3, 16, 3).padding(1))]
    conv: Conv2d,
    #[init(Linear::spec(16, 10))]
    fc: Linear,
}

#[shapes(input = [3, 32, 32])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let x = self.conv.forward(x).mean_axis(1).mean_axis(1);
        self.fc.forward(x)
    }
}

fn main() {}
