//! A layer that is borrowed or owned.

use std::borrow::Cow;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: Cow<'static, Linear>,
    head: Linear,
}

fn main() {}
