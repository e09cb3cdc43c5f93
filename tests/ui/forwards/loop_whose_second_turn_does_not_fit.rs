//! Layers in a loop, the second of which does not take what the first gives.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(repeat(3, |_| Linear::spec(64, 32)))]
    layers: Vec<Linear>,
}

#[shapes(input = [64])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let mut x = x;
        for layer in &self.layers {
            x = layer.forward(x).relu();
        }
        x
    }
}

fn main() {}
