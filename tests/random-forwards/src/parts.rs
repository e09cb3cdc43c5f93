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
