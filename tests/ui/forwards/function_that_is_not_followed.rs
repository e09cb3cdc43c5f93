//! A function of tensors that does not carry `#[shapes]`.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        smoothed(self.fc.forward(x))
    }
}

fn smoothed(x: Tensor<2>) -> Tensor<2> {
    x.clone().roll(1, 1) + x
}

fn main() {}
