//! Several models with mistakes: each is reported, once.
//!
//! 2 mistakes.

use std::collections::HashMap;

use nn_core::prelude::*;

#[derive(Module)]
struct Encoder {
    layers: HashMap<String, Linear>,
}

#[derive(Module)]
struct Decoder {
    #[module(skip)]
    layer: Linear,
}

#[derive(Module)]
struct Net {
    encoder: Encoder,
    decoder: Decoder,
}

fn main() {}
