//! Two outputs, the second of another size than declared.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 4))]
    mean: Linear,
    #[init(Linear::spec(8, 4))]
    variance: Linear,
}

#[shapes(input = [8], output = ([4], [8]))]
impl Forward<Tensor<2>> for Net {
    type Output = (Tensor<2>, Tensor<2>);

    fn forward(&self, x: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        (self.mean.forward(x.clone()), self.variance.forward(x).exp())
    }
}

fn main() {}
