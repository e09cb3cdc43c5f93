//! The derive on a function.

use nn_core::prelude::*;

#[derive(Module)]
fn net() {}

fn main() {}
