//! The `forward` of an array.

use nn_core::prelude::*;

fn main() {
    let layers = [Linear::new(2, 2, &mut rng(0)), Linear::new(2, 2, &mut rng(0))];
    layers.forward(Tensor::<2>::zeros([1, 2]));
}
