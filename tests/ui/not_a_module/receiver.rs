//! The end of a channel that layers come from.

use std::sync::mpsc::Receiver;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    incoming: Receiver<Linear>,
    head: Linear,
}

fn main() {}
