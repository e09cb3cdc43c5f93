//! A kernel larger than what is left three levels deep.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(3, 8, 3).stride(2))]
    conv1: Conv2d,
    #[init(Conv2d::spec(8, 8, 3).stride(2))]
    conv2: Conv2d,
    #[init(Conv2d::spec(8, 8, 5))]
    conv3: Conv2d,
}

#[shapes(input = [3, 16, 16])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x = self.conv1.forward(x).relu();
        let x = self.conv2.forward(x).relu();
        self.conv3.forward(x)
    }
}

fn main() {}
