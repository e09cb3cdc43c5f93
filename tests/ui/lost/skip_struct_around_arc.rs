//! Skipping a struct that holds a layer behind an `Arc`.

use nn_core::prelude::*;

use std::sync::Arc;

struct Cache {
    layer: Arc<Linear>,
}

#[derive(Module)]
struct Net {
    #[module(skip)]
    cache: Cache,
    head: Linear,
}

fn main() {}
