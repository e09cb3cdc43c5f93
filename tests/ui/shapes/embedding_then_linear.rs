//! Vectors of another size than the layer behind the embedding takes.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [56], element = usize)]
struct Net {
    #[init(Embedding::spec(1000, 64))]
    embedding: Embedding,
    #[init(Linear::spec(128, 2))]
    fc: Linear,
}

fn main() {}
