//! Skipping an array of layers whose length is a parameter, behind an alias.

use nn_core::prelude::*;

type Layers<const N: usize> = [Linear; N];

#[derive(Module)]
struct Net<const N: usize> {
    #[module(skip)]
    layers: Layers<N>,
    head: Linear,
}

fn main() {}
