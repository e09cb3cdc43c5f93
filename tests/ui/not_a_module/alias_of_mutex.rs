//! A layer in a lock, behind an alias.

use std::sync::Mutex;

use nn_core::prelude::*;

type Locked = Mutex<Linear>;

#[derive(Module)]
struct Net {
    layer: Locked,
}

fn main() {}
