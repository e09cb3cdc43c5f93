//! Another output of a U-Net than declared.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(1, 8, 3).padding(1))]
    down1: Conv2d,
    #[init(Conv2d::spec(8, 16, 3).padding(1))]
    down2: Conv2d,
    #[init(MaxPool2d::spec(2))]
    pool: MaxPool2d,
    #[init(Upsample::scale_factor([2.0, 2.0]))]
    up: Upsample<2>,
    #[init(Conv2d::spec(24, 8, 3).padding(1))]
    up1: Conv2d,
    #[init(Conv2d::spec(8, 2, 1))]
    head: Conv2d,
}

#[shapes(input = [1, 32, 32], output = [1, 32, 32])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let a = self.down1.forward(x).relu();
        let b = self.down2.forward(self.pool.forward(a.clone())).relu();
        let x = Tensor::concat(&[self.up.forward(b), a], 1);
        self.head.forward(self.up1.forward(x).relu())
    }
}

fn main() {}
