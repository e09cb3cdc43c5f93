//! A part that is written over a range of another size.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 4))]
    fc: Linear,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let part = self.fc.forward(x.clone());
        x.with_slice(1, 0..5, part)
    }
}

fn main() {}
