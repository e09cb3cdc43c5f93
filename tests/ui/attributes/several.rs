//! Several mistakes at once: each is reported.
//!
//! 4 mistakes.

use nn_core::prelude::*;

#[derive(Module)]
#[module(flatten)]
struct Net {
    #[module(skp)]
    first: Linear,
    #[module(rename)]
    second: Linear,
    third: std::cell::RefCell<Linear>,
}

fn main() {}
