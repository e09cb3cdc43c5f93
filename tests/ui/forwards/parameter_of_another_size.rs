//! Learned places for another width than that of the words.

use nn_core::init::{draw, normal};
use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(length: usize, width: usize)]
struct Embedded {
    #[init(Embedding::spec(100, width))]
    words: Embedding,
    #[init(draw(|rng| Param::new(normal([length, 2 * width], 0.0, 0.02, rng))))]
    places: Param<2>,
}

#[shapes(spec = Embedded::spec(16, 8), input = [16])]
impl Forward<Tensor<2, usize>> for Embedded {
    type Output = Tensor<3>;

    fn forward(&self, text: Tensor<2, usize>) -> Tensor<3> {
        self.words.forward(text) + &self.places
    }
}

fn main() {}
