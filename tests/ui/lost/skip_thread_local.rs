//! Skipping the handle of a layer that each thread has.

use std::cell::RefCell;
use std::thread::LocalKey;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: &'static LocalKey<RefCell<Linear>>,
    head: Linear,
}

fn main() {}
