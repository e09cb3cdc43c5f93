//! Skipping an array of layers whose length is a parameter.

use nn_core::prelude::*;

#[derive(Module)]
struct Net<const N: usize> {
    #[module(skip)]
    layers: [Linear; N],
    head: Linear,
}

fn main() {}
