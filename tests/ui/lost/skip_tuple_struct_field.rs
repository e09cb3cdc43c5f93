//! Skipping a layer in a tuple struct.

use nn_core::prelude::*;

#[derive(Module)]
struct Net(#[module(skip)] Linear, Linear);

fn main() {}
