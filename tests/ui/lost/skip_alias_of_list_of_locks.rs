//! Skipping a list of shared layers in locks, behind an alias.

use std::sync::{Arc, RwLock};

use nn_core::prelude::*;

type Layers = Vec<Arc<RwLock<Linear>>>;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layers: Layers,
    head: Linear,
}

fn main() {}
