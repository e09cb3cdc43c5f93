//! An optional layer of another width.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 4))]
    fc: Linear,
    #[init(Some(Linear::spec(8, 2)))]
    last: Option<Linear>,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let y = self.fc.forward(x);
        match &self.last {
            Some(last) => last.forward(y),
            None => y,
        }
    }
}

fn main() {}
