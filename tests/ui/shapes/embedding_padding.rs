//! A padding index that is no row of the embedding.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [56], element = usize)]
struct Net {
    #[init(Embedding::spec(100, 8).padding_idx(100))]
    words: Embedding,
}

fn main() {}
