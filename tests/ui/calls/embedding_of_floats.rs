//! An embedding that gets numbers in place of indices.
//!
//! Longer than 15 lines: rustc lists all inputs that the layer takes.

use nn_core::prelude::*;

fn main() {
    let layer = Embedding::new(10, 2, &mut rng(0));
    layer.forward(Tensor::<2>::zeros([1, 2]));
}
