//! A closure that slices what is not there.

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
        let half = |x: Tensor<2>, i: usize| x.slice(1, 4 * i..4 * i + 4);
        let y = self.fc.forward(x);
        half(y.clone(), 0) * half(y, 2)
    }
}

fn main() {}
