//! A path that does not exist.

use std::cell::RefCell;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(with = visits)]
    layer: RefCell<Linear>,
}

fn main() {}
