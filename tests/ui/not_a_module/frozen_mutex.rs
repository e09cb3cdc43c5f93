//! A frozen layer behind a lock.

use std::sync::Mutex;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    body: Frozen<Mutex<Linear>>,
    head: Linear,
}

fn main() {}
