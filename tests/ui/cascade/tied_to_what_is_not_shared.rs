//! A field that is tied to an embedding of which there is only one.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Words {
    #[init(Embedding::spec(100, 8))]
    encoder: Embedding,
    #[init(tied(encoder))]
    decoder: Embedding,
}

fn main() {}
