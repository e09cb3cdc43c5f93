//! What a function is said to give does not fit behind it.

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
        let y = pooled(x);
        assert_eq!(y.shape(), [batch, 4]);
        self.fc.forward(y)
    }
}

fn pooled(x: Tensor<2>) -> Tensor<2> {
    if x.clone().sum().item() > 0.0 { x.clone().slice(1, 0..4) } else { x.slice(1, 4..8) }
}

fn main() {}
