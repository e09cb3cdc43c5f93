//! A misspelt argument on the field of a variant.

use nn_core::prelude::*;

#[derive(Module)]
enum Layer {
    Dense {
        #[module(renamed = "fc")]
        layer: Linear,
    },
    Identity,
}

fn main() {}
