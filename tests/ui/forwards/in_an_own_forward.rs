//! A block with a method named `forward`, which takes what comes and what it is put beside; the levels do not fit.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(inputs: usize, outputs: usize)]
struct Up {
    #[init(ConvTranspose2d::spec(inputs, inputs / 2, 2).stride(2))]
    up: ConvTranspose2d,
    #[init(Conv2d::spec(inputs, outputs, 3).padding(1))]
    conv: Conv2d,
}

#[shapes]
impl Up {
    fn forward(&self, x: Tensor<4>, beside: Tensor<4>) -> Tensor<4> {
        self.conv.forward(Tensor::cat(&[beside, self.up.forward(x)], 1)).relu()
    }
}

#[derive(Module, Init)]
struct UNet {
    #[init(Conv2d::spec(1, 16, 3).padding(1))]
    down1: Conv2d,
    #[init(Conv2d::spec(16, 32, 3).padding(1).stride(2))]
    down2: Conv2d,
    #[init(Up::spec(64, 2))]
    up: Up,
}

#[shapes(input = [1, 32, 32])]
impl UNet {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x1 = self.down1.forward(x).relu();
        let x2 = self.down2.forward(x1.clone()).relu();
        self.up.forward(x2, x1)
    }
}

fn main() {}
