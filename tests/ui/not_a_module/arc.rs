//! A layer behind an `Arc`.

use nn_core::prelude::*;

use std::sync::Arc;

#[derive(Module)]
struct Net {
    layer: Arc<Linear>,
    head: Linear,
}

fn main() {}
