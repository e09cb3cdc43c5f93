//! A field that is frozen by its type and by an attribute.

use nn_core::prelude::*;

#[derive(Module)]
struct Net(#[module(frozen)] Frozen<Linear>, Linear);

fn main() {}
