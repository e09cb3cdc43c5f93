//! A path with one of the two functions.

use std::cell::RefCell;

use nn_core::prelude::*;

mod visits {
    use super::*;

    pub fn visit(layer: &RefCell<Linear>, at: &Path<'_>, visit: &mut Visit<'_>) {
        layer.borrow().visit(at, visit);
    }
}

#[derive(Module)]
struct Net {
    #[module(with = visits)]
    layer: RefCell<Linear>,
}

fn main() {}
