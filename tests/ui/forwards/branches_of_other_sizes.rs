//! Branches whose pictures differ, put side by side.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(repeat(3, |i| Conv2d::spec(3, 8, 2 * i + 1).padding(1)))]
    branches: Vec<Conv2d>,
}

#[shapes(input = [3, 32, 32])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let parts: Vec<_> = self.branches.iter().map(|branch| branch.forward(x.clone()).relu()).collect();
        Tensor::concat(&parts, 1)
    }
}

fn main() {}
