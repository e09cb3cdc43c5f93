//! A field of any type, for which there is a spec of one layer.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Around<M> {
    #[init(Linear::spec(64, 10))]
    inner: M,
}

fn main() {}
