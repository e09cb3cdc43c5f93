//! The equation in a constant names an axis of two sizes.

use nn_core::prelude::*;

const EQUATION: &str = "bi,oi->bo";

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let weight = Tensor::zeros([4, 6]);
        Tensor::einsum(EQUATION, (&self.fc.forward(x), &weight))
    }
}

fn main() {}
