//! A field that is tied to another.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(shared(Linear::spec(8, 8)))]
    fc: Shared<Linear>,
    #[init(tied(fc))]
    tied: Shared<Linear>,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.tied.forward(self.fc.forward(x))
    }
}

fn main() {}
