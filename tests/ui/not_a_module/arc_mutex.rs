//! A shared layer in a lock.

use std::sync::{Arc, Mutex};

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: Arc<Mutex<Linear>>,
    head: Linear,
}

fn main() {}
