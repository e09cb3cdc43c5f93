//! The `forward` of an object that is a module alone.
//!
//! Longer than 15 lines: rustc lists the bounds of each box and reference.

use nn_core::prelude::*;

fn main() {
    let layers: Vec<Box<dyn Module>> = vec![Box::new(Linear::new(2, 2, &mut rng(0))), Box::new(Relu)];
    let mut x = Tensor::<2>::zeros([1, 2]);
    for layer in &layers {
        x = layer.forward(x);
    }
}
