//! A padding by reflection, which needs more elements than there may be.

use nn_core::ops::Pad;
use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(3, 8, 3))]
    conv: Conv2d,
}

#[shapes(input = [3, 8, 8])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.conv.forward(x.pad_with([9, 9, 9, 9], Pad::Reflection))
    }
}

fn main() {}
