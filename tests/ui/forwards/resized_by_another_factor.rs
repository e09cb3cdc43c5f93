//! A way up that enlarges by another factor than the way down made smaller.

use nn_core::ops::Interpolation;
use nn_core::prelude::*;

#[derive(Module, Init)]
struct Pyramid {
    #[init(Conv2d::spec(3, 8, 3).padding(1))]
    fine: Conv2d,
    #[init(Conv2d::spec(8, 8, 3).stride(4).padding(1))]
    coarse: Conv2d,
}

#[shapes(input = [3, 32, 32])]
impl Forward<Tensor<4>> for Pyramid {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let fine = self.fine.forward(x);
        let coarse = self.coarse.forward(fine.clone());
        fine + coarse.interpolate([2.0, 2.0], Interpolation::Nearest)
    }
}

fn main() {}
