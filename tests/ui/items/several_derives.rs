//! The derive is written twice: the compiler names both traits that it implements.
//!
//! 2 mistakes.

use nn_core::prelude::*;

#[derive(Module)]
#[derive(Module)]
struct Net {
    layer: Linear,
}

fn main() {}
