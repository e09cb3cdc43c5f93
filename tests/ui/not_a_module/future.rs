//! A future.

use std::pin::Pin;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    loss: Pin<Box<dyn Future<Output = f32>>>,
    head: Linear,
}

fn main() {}
