//! A hash map in a variant.

use std::collections::HashMap;

use nn_core::prelude::*;

#[derive(Module)]
enum Heads {
    One(Linear),
    Many(HashMap<String, Linear>),
}

fn main() {}
