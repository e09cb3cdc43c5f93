//! A convolution by a weight of the model's own, for other channels than come in.

use nn_core::init::{draw, normal};
use nn_core::ops::Conv2dOptions;
use nn_core::prelude::*;

#[derive(Module, Init)]
struct Smoothed {
    #[init(Conv2d::spec(3, 16, 3).padding(1))]
    conv: Conv2d,
    #[init(draw(|rng| Param::new(normal([16, 3, 3, 3], 0.0, 0.02, rng))))]
    weight: Param<4>,
}

#[shapes(input = [3, 32, 32])]
impl Forward<Tensor<4>> for Smoothed {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x = self.conv.forward(x).relu();
        x.conv2d(&self.weight, None, Conv2dOptions::new().padding([1, 1]))
    }
}

fn main() {}
