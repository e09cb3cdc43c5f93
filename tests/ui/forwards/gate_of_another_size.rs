//! A gate of one number for each channel that is not brought to the picture's axes.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(3, 16, 3).padding(1))]
    conv: Conv2d,
    #[init(Linear::spec(16, 16))]
    gate: Linear,
}

#[shapes(input = [3, 32, 32])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.conv.forward(x).relu();
        let gate = self.gate.forward(y.clone().mean_axis(3).mean_axis(2)).sigmoid();
        y * gate
    }
}

fn main() {}
