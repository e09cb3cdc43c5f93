//! Skipping a shared layer in a lock, which hides it from the auto traits.

use nn_core::prelude::*;

use std::sync::{Arc, Mutex};

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Arc<Mutex<Linear>>,
    head: Linear,
}

fn main() {}
