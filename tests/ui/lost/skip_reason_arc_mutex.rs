//! A reason does not let a layer through that is written in the type.

use nn_core::prelude::*;

use std::sync::{Arc, Mutex};

#[derive(Module)]
struct Net {
    #[module(skip = "it is not trained")]
    layer: Arc<Mutex<Linear>>,
    head: Linear,
}

fn main() {}
