//! Skipping a borrowed layer in a lock, behind an alias.

use std::sync::Mutex;

use nn_core::prelude::*;

type Static = &'static Mutex<Linear>;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Static,
    head: Linear,
}

fn main() {}
