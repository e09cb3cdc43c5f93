//! A layer that is called like a function, as in PyTorch.

use nn_core::prelude::*;

fn main() {
    let layer = Linear::new(2, 2, &mut rng(0));
    layer(Tensor::<2>::zeros([1, 2]));
}
