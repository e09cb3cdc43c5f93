//! The last step of a sequence, taken along the features.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Lstm::spec(8, 32).batch_first(true))]
    lstm: Lstm,
    #[init(Linear::spec(32, 4))]
    fc: Linear,
}

#[shapes(input = [10, 8])]
impl Forward<Tensor<3>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<3>) -> Tensor<2> {
        let (y, _) = self.lstm.forward(x);
        let last = y.at(2, -1);
        self.fc.forward(last)
    }
}

fn main() {}
