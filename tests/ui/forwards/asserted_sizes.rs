//! Heads that are asserted to divide a width.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
    #[init(3usize)]
    heads: usize,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let [_, width] = x.shape();
        assert!(width % self.heads == 0, "the heads do not divide the width");
        self.fc.forward(x)
    }
}

fn main() {}
