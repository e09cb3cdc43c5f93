//! A method that is not followed is one error, and its caller is none.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
}

fn smoothed(x: Tensor<2>) -> Tensor<2> {
    x.clone().roll(1, 1) + x
}

#[shapes]
impl Net {
    fn mixed(&self, x: Tensor<2>, times: usize) -> Tensor<2> {
        (0..times).fold(x, |x, _| smoothed(self.fc.forward(x)))
    }
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.mixed(x, 3)
    }
}

fn main() {}
