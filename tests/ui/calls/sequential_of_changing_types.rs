//! A `Sequential` of layers that do not give what they take.
//!
//! Longer than 15 lines: rustc infers the input from the layers, and explains where it did.

use nn_core::prelude::*;

fn main() {
    let net = Sequential(vec![Flatten, Flatten]);
    net.forward(Tensor::<4>::zeros([1, 3, 32, 32]));
}
