//! A layer by the wrong index.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(repeat(3, |i| Linear::spec(8 << i, 16 << i)))]
    layers: Vec<Linear>,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let x = self.layers[0].forward(x);
        self.layers[2].forward(x)
    }
}

fn main() {}
