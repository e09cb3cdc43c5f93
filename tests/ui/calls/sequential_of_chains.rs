//! A `Sequential` of chains that do not give what they take.
//!
//! Longer than 15 lines: rustc infers the input from the layers, and explains where it did.

use nn_core::prelude::*;

fn main() {
    let chain = || (Flatten, Linear::new(4, 4, &mut rng(0)));
    let net = Sequential(vec![chain(), chain()]);
    net.forward(Tensor::<4>::zeros([1, 1, 2, 2]));
}
