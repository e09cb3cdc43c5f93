//! A linear layer behind a flatten, made for another size of pictures.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(3, 8, 3).padding(1))]
    conv: Conv2d,
    #[init(Linear::spec(6272, 10))]
    fc: Linear,
}

#[shapes(input = [3, 32, 32])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        self.fc.forward(self.conv.forward(x).relu().flatten())
    }
}

fn main() {}
