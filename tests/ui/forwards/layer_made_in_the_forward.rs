//! A layer that is made in the forward.

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
        let y = self.fc.forward(x);
        Linear::new(8, 8, &mut rng(0)).forward(y)
    }
}

fn main() {}
