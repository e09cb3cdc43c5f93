//! Skipping a layer behind an `Rc`.

use nn_core::prelude::*;

use std::rc::Rc;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Rc<Linear>,
    head: Linear,
}

fn main() {}
