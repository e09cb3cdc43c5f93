//! A way around layers that change the width.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(64, 32))]
    fc: Linear,
}

#[shapes(input = [64])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.fc.forward(x.clone()) + x
    }
}

fn main() {}
