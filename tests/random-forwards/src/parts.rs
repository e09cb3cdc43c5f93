//! Models inside of the random ones.

use nn_core::prelude::*;

/// Layers that other models run one by one.
#[derive(Module, Init)]
#[init(inputs: usize, outputs: usize)]
pub(crate) struct Inner {
    #[init(Linear::spec(inputs, outputs))]
    pub first: Linear,
    #[init(repeat(2, |_| Linear::spec(outputs, outputs)))]
    pub layers: Vec<Linear>,
    #[init(inputs.div_ceil(2))]
    pub kept: usize,
}

#[shapes]
impl Inner {}

/// Two outputs.
#[derive(Module, Init)]
#[init(inputs: usize, left: usize, right: usize)]
pub(crate) struct Parts {
    #[init(Linear::spec(inputs, left))]
    left: Linear,
    #[init(Linear::spec(inputs, right))]
    right: Linear,
}

#[shapes]
impl Forward<Tensor<2>> for Parts {
    type Output = (Tensor<2>, Tensor<2>);

    fn forward(&self, x: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        (self.left.forward(x.clone()), self.right.forward(x))
    }
}

/// A second input, which may be missing.
#[derive(Module, Init)]
#[init(inputs: usize, outputs: usize)]
pub(crate) struct Gate {
    #[init(Linear::spec(inputs, outputs))]
    value: Linear,
    #[init(Linear::spec(inputs, outputs))]
    gate: Linear,
}

#[shapes]
impl Forward<(Tensor<2>, Option<Tensor<2>>)> for Gate {
    type Output = Tensor<2>;

    fn forward(&self, (x, by): (Tensor<2>, Option<Tensor<2>>)) -> Tensor<2> {
        let x = self.value.forward(x);
        match by {
            Some(by) => self.gate.forward(by).sigmoid() * x,
            None => x,
        }
    }
}
