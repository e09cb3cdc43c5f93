//! Chunks of a size that they do not divide, added up.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 10))]
    fc: Linear,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let parts = self.fc.forward(x).chunk(3, 1);
        let [a, b, c] = [parts[0].clone(), parts[1].clone(), parts[2].clone()];
        a + b + c
    }
}

fn main() {}
