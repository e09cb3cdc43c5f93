//! Functions that take another type.
//!
//! Longer than 15 lines: rustc adds where the function stands.

use std::cell::RefCell;

use nn_core::prelude::*;

mod visits {
    use super::*;

    pub fn visit(layer: &Linear, at: &Path<'_>, visit: &mut Visit<'_>) {
        layer.visit(at, visit);
    }

    pub fn visit_mut(layer: &mut RefCell<Linear>, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        layer.get_mut().visit_mut(at, visit);
    }
}

#[derive(Module)]
struct Net {
    #[module(with = visits)]
    layer: RefCell<Linear>,
}

fn main() {}
