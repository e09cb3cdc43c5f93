//! Skipping the end of a channel that layers come from, behind an alias.

use std::sync::mpsc::Receiver;

use nn_core::prelude::*;

type Inbox = Receiver<Linear>;

#[derive(Module)]
struct Net {
    #[module(skip)]
    incoming: Inbox,
    head: Linear,
}

fn main() {}
