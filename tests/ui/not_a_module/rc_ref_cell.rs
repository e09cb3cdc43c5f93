//! A shared, changeable layer, as graphs are often written.

use std::cell::RefCell;
use std::rc::Rc;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: Rc<RefCell<Linear>>,
    head: Linear,
}

fn main() {}
