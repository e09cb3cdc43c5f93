//! A forward that takes a number as well.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
}

#[shapes(input = [8])]
impl Forward<(Tensor<2>, f32)> for Net {
    type Output = Tensor<2>;

    fn forward(&self, (x, temperature): (Tensor<2>, f32)) -> Tensor<2> {
        self.fc.forward(x) * (1.0 / temperature)
    }
}

fn main() {}
