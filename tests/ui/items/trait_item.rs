//! The derive on a trait.

use nn_core::prelude::*;

#[derive(Module)]
trait Layer {}

fn main() {}
