//! An optional layer that does not give what it takes.
//!
//! Longer than 15 lines: rustc infers the input from the layer, and explains where it did.

use nn_core::prelude::*;

fn main() {
    let flatten = Some(Flatten);
    let y: Tensor<2> = flatten.forward(Tensor::<4>::zeros([1, 3, 8, 8]));
    drop(y);
}
