//! A field without a name that is frozen by an attribute.

use nn_core::prelude::*;

#[derive(Module)]
struct Net(#[module(frozen, flatten)] Linear, Relu);

fn main() {}
