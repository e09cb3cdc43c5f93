//! A nested list where a tensor is wanted.

use nn_core::prelude::*;

fn main() {
    let layer = Linear::new(2, 2, &mut rng(0));
    layer.forward([[1.0, 2.0]]);
}
