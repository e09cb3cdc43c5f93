//! A tuple of more layers than tuples may hold.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layers: (Relu, Relu, Relu, Relu, Relu, Relu, Relu, Relu, Relu, Relu, Relu, Relu, Relu, Relu, Relu, Relu, Relu),
    head: Linear,
}

fn main() {}
