//! A misspelt argument of an enum.

use nn_core::prelude::*;

#[derive(Module)]
#[module(crat = "engine")]
enum Layer {
    Dense(Linear),
    Identity,
}

fn main() {}
