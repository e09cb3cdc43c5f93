//! A layer by an index that the list does not have.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(repeat(3, |_| Linear::spec(64, 64)))]
    layers: Vec<Linear>,
}

#[shapes(input = [64])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let mut x = x;
        for i in 0..4 {
            x = self.layers[i].forward(x);
        }
        x
    }
}

fn main() {}
