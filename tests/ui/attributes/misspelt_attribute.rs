//! A misspelt attribute.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[modul(frozen)]
    layer: Linear,
}

fn main() {}
