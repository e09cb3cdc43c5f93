//! A `Sequential` of objects that are modules alone.
//!
//! Longer than 15 lines: rustc lists the bounds of each box.

use nn_core::prelude::*;

fn main() {
    let layers: Vec<Box<dyn Module>> = vec![Box::new(Linear::new(2, 2, &mut rng(0))), Box::new(Relu)];
    Sequential(layers).forward(Tensor::<2>::zeros([1, 2]));
}
