//! A setting that adds what does not fit.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 4))]
    fc: Linear,
    #[init(true)]
    adds: bool,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let y = self.fc.forward(x.clone());
        if self.adds { y + x } else { y }
    }
}

fn main() {}
