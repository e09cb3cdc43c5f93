//! Dense connections whose layers make one channel more than the next expects.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(repeat(3, |i| Conv2d::spec(3 + 12 * i, 13, 3).padding(1)))]
    layers: Vec<Conv2d>,
}

#[shapes(input = [3, 32, 32])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let mut features = vec![x];
        for layer in &self.layers {
            let new = layer.forward(Tensor::concat(&features, 1)).relu();
            features.push(new);
        }
        Tensor::concat(&features, 1)
    }
}

fn main() {}
