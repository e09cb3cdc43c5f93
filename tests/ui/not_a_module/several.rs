//! Several mistakes in one struct: each is reported, once, together.
//!
//! 3 mistakes.

use nn_core::prelude::*;

use std::cell::RefCell;
use std::collections::HashMap;

struct Block {
    layer: Linear,
}

#[derive(Module)]
struct Net {
    layers: HashMap<String, Linear>,
    block: Block,
    cell: RefCell<Linear>,
    head: Linear,
}

fn main() {}
