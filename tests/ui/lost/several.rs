//! Several layers that would be lost: each is reported, once, together.
//!
//! 3 mistakes.

use std::collections::HashMap;
use std::sync::Arc;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layers: HashMap<String, Linear>,
    #[module(skip)]
    shared: Arc<Linear>,
    #[module(skip)]
    activation: Box<dyn Fn(f32) -> f32>,
    head: Linear,
}

fn main() {}
