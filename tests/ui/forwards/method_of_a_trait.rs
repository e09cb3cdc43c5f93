//! A method of tensors that is not the library's.

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
        self.fc.forward(x).twice()
    }
}

trait Twice {
    fn twice(self) -> Self;
}

impl Twice for Tensor<2> {
    fn twice(self) -> Self {
        self * 2.0
    }
}

fn main() {}
