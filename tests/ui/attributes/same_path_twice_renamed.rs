//! Two fields of a variant with one path.

use nn_core::prelude::*;

#[derive(Module)]
enum Layer {
    Pair(#[module(rename = "1")] Linear, Linear),
}

fn main() {}
