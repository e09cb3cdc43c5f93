//! Skipping a generic struct that holds a layer behind an `Arc`.

use std::sync::Arc;

use nn_core::prelude::*;

struct Cache<T> {
    layer: Arc<Linear>,
    value: T,
}

#[derive(Module)]
struct Net {
    #[module(skip)]
    cache: Cache<usize>,
    head: Linear,
}

fn main() {}
