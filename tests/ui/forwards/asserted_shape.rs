//! A shape that is asserted, and another that comes.

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
        let [batch, _] = x.shape();
        let y = self.fc.forward(x);
        assert_eq!(y.shape(), [batch, 4]);
        y
    }
}

fn main() {}
