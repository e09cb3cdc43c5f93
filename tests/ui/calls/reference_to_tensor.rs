//! A reference to a tensor where the tensor is wanted.

use nn_core::prelude::*;

fn main() {
    let layer = Linear::new(2, 2, &mut rng(0));
    let x = Tensor::<2>::zeros([1, 2]);
    layer.forward(&x);
}
