//! An enum of settings without the derive.

use nn_core::prelude::*;

enum Padding {
    Same,
    Valid,
}

#[derive(Module)]
struct Net {
    padding: Padding,
    head: Linear,
}

fn main() {}
