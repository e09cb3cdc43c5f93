//! A forward of two tensors that is not followed is one error, and the model around it is none.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Gate {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
}

#[shapes]
impl Forward<(Tensor<2>, Option<Tensor<2>>)> for Gate {
    type Output = Tensor<2>;

    fn forward(&self, (x, by): (Tensor<2>, Option<Tensor<2>>)) -> Tensor<2> {
        let times = x.clone().sum().item() as usize;
        let x = self.fc.forward(x).repeat([1, times]);
        by.map_or(x.clone(), |by| by * x)
    }
}

#[derive(Module, Init)]
struct Net {
    #[init(Gate::spec())]
    gate: Gate,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.gate.forward((x.clone(), Some(x)))
    }
}

fn main() {}
