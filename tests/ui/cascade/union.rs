//! `Forward` on a union.

use nn_core::prelude::*;

#[derive(Forward)]
union Net {
    width: usize,
    depth: u8,
}

fn main() {}
