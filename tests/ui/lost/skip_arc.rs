//! Skipping a layer behind an `Arc`.

use nn_core::prelude::*;

use std::sync::Arc;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Arc<Linear>,
    head: Linear,
}

fn main() {}
