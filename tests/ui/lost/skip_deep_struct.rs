//! Skipping a layer three structs deep.

use nn_core::prelude::*;

struct Outer {
    middle: Middle,
}

struct Middle {
    inner: Option<Inner>,
}

struct Inner {
    layer: Linear,
}

#[derive(Module)]
struct Net {
    #[module(skip)]
    cache: Outer,
    head: Linear,
}

fn main() {}
