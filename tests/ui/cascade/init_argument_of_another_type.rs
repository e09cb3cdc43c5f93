//! A field without a spec, and an argument of its name that is of another type.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(width: usize, dropout: f64)]
struct Head {
    #[init(Linear::spec(width, 10))]
    linear: Linear,
    dropout: Dropout,
}

fn main() {}
