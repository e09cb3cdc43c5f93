//! A hand-written implementation beside the derive.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: Linear,
}

impl Module for Net {
    fn visit(&self, _: &Path<'_>, _: &mut Visit<'_>) {}

    fn visit_mut(&mut self, _: &Path<'_>, _: &mut VisitMut<'_>) {}
}

fn main() {}
