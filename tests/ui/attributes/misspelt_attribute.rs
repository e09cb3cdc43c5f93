//! A misspelt attribute.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[modul(flatten)]
    layer: Linear,
}

fn main() {}
