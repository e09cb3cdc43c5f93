//! Skipping a shared cell without a reason: the auto traits cannot tell it from a layer.

use nn_core::prelude::*;

use std::cell::RefCell;
use std::rc::Rc;

#[derive(Module)]
struct Net {
    #[module(skip)]
    counter: Rc<RefCell<usize>>,
    head: Linear,
}

fn main() {}
