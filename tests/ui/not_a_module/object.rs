//! An object of a trait that does not ask for `Module`.

use nn_core::prelude::*;

trait Layer {}

#[derive(Module)]
struct Net {
    layer: Box<dyn Layer>,
    head: Linear,
}

fn main() {}
