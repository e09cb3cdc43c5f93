//! Skipping a layer behind a lock behind a pointer, under another name.

use std::sync::{Arc, Mutex};

use nn_core::prelude::*;

type Hidden = Arc<Mutex<Linear>>;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Hidden,
    head: Linear,
}

fn main() {}
