//! The derive on a module.

use nn_core::prelude::*;

#[derive(Module)]
mod net {}

fn main() {}
