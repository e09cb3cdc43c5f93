//! A frozen layer that gets an input of another rank.
//!
//! Longer than 15 lines: rustc shows the impl and the bound.

use nn_core::prelude::*;

fn main() {
    let body = Frozen::new(Conv2d::new(3, 8, 3, &mut rng(0)));
    body.forward(Tensor::<2>::zeros([1, 3]));
}
