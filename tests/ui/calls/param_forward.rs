//! A parameter that is called like a layer.

use nn_core::prelude::*;

fn main() {
    let layer = Param::<1>::new(Tensor::zeros([2]));
    layer.forward(Tensor::<2>::zeros([1, 2]));
}
