//! Tensors of two shapes in a stack.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 4))]
    fc: Linear,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let y = self.fc.forward(x.clone());
        Tensor::stack(&[x, y], 1).mean_axis(1)
    }
}

fn main() {}
