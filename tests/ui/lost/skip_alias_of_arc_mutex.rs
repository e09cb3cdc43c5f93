//! Skipping a shared layer in a lock, behind an alias.

use std::sync::{Arc, Mutex};

use nn_core::prelude::*;

type Locked = Arc<Mutex<Linear>>;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Locked,
    head: Linear,
}

fn main() {}
