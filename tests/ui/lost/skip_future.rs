//! Skipping a future without a reason: it may have captured a layer.

use std::pin::Pin;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    loss: Pin<Box<dyn Future<Output = f32>>>,
    head: Linear,
}

fn main() {}
