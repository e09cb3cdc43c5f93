//! A tensor that was given away is used again.

use nn_core::prelude::*;

fn main() {
    let layer = Linear::new(2, 2, &mut rng(0));
    let x = Tensor::<2>::zeros([1, 2]);
    let y = layer.forward(x) + x;
    drop(y);
}
