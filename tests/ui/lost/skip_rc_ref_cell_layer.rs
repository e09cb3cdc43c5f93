//! Skipping a layer that is shared and changeable.

use std::cell::RefCell;
use std::rc::Rc;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Rc<RefCell<Linear>>,
    head: Linear,
}

fn main() {}
