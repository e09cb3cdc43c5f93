//! A field that is tied to one that is made after it.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Words {
    #[init(tied(encoder))]
    decoder: Shared<Embedding>,
    #[init(shared(Embedding::spec(100, 8)))]
    encoder: Shared<Embedding>,
}

fn main() {}
