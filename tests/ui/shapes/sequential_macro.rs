//! A layer of a chain in an expression.

use nn_core::prelude::*;

fn main() {
    let _ = sequential!([3, 32, 32] => Conv2d::spec(3, 32, 7).stride(2), Relu, Flatten, Linear::spec(5000, 10));
}
