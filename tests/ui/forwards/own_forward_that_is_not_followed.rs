//! A method named forward that is not followed is one error; its caller and the model around it are none.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Gate {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
}

#[shapes]
impl Gate {
    fn forward(&self, x: Tensor<2>, y: Tensor<2>) -> Tensor<2> {
        if x.clone().mean().item() > 0.0 { self.fc.forward(x) } else { y }
    }

    fn twice(&self, x: Tensor<2>) -> Tensor<2> {
        self.forward(self.forward(x.clone(), x.clone()), x)
    }
}

#[derive(Module, Init)]
struct Net {
    #[init(Gate::spec())]
    gate: Gate,
    #[init(Linear::spec(8, 4))]
    fc: Linear,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.fc.forward(self.gate.forward(x.clone(), x))
    }
}

fn main() {}
