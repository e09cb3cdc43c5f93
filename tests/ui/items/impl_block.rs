//! The derive on an implementation.

use nn_core::prelude::*;

struct Net;

#[derive(Module)]
impl Net {}

fn main() {}
