//! Skipping a layer of the same function, whose name looks like a constant's, inside a type that hides it.

use std::sync::{Arc, Mutex};

use nn_core::prelude::*;

struct Hidden<T>(Arc<Mutex<T>>);

fn main() {
    #[derive(Module)]
    struct MLP {
        layer: Linear,
    }

    #[derive(Module)]
    struct Net {
        #[module(skip)]
        layer: Hidden<MLP>,
        head: Linear,
    }
}
