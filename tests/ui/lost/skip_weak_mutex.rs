//! Skipping a weak handle of a layer in a lock.

use std::sync::{Mutex, Weak};

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Weak<Mutex<Linear>>,
    head: Linear,
}

fn main() {}
