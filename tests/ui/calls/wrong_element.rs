//! A tensor of `f64` for a layer of `f32`.

use nn_core::prelude::*;

fn main() {
    let layer = Linear::new(2, 2, &mut rng(0));
    layer.forward(Tensor::<2, f64>::zeros([1, 2]));
}
