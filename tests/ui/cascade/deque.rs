//! A deque of layers in a cascade.

use std::collections::VecDeque;

use nn_core::prelude::*;

#[derive(Module, Forward)]
struct Net {
    hidden: VecDeque<Linear>,
}

fn main() {}
