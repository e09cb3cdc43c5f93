//! A layer behind an `Rc`.

use std::rc::Rc;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: Rc<Linear>,
    head: Linear,
}

fn main() {}
