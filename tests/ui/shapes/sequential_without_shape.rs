//! A chain in an expression without the shape of its input.

use nn_core::prelude::*;

fn main() {
    let _ = sequential!(Linear::spec(64, 10), Relu);
}
