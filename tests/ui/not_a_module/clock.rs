//! A point in time.

use std::time::Instant;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    started: Instant,
    head: Linear,
}

fn main() {}
