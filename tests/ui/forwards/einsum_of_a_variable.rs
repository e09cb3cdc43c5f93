//! An equation that is chosen when the model runs.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
    #[init(true)]
    transposed: bool,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let equation = if self.transposed { "bi,io->bo" } else { "bi,oi->bo" };
        let weight = Tensor::zeros([8, 8]);
        Tensor::einsum(equation, (&self.fc.forward(x), &weight))
    }
}

fn main() {}
