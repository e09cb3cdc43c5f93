//! A closure that changes a variable.

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
        let mut parts = Vec::new();
        let mut keep = |x: Tensor<2>| parts.push(x);
        keep(self.fc.forward(x));
        Tensor::concat(&parts, 1)
    }
}

fn main() {}
