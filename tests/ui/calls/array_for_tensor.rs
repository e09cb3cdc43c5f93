//! An array where a tensor is wanted.

use nn_core::ndarray::Array2;

use nn_core::prelude::*;

fn main() {
    let layer = Linear::new(2, 2, &mut rng(0));
    layer.forward(Array2::<f32>::zeros((1, 2)));
}
