//! Skipping a boxed closure without a reason: nobody sees what it captured.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    activation: Box<dyn Fn(f32) -> f32>,
    head: Linear,
}

fn main() {}
