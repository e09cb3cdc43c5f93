//! Places for a shorter text than declared.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Embedding::spec(128, 32))]
    letter: Embedding,
    #[init(Embedding::spec(16, 16))]
    place: Embedding,
}

#[shapes(input = [64])]
impl Forward<Tensor<2, usize>> for Net {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<2, usize>) -> Tensor<3> {
        let [_, length] = x.shape();
        let places = Tensor::from_fn([length], |[i]| i).beside(&x);
        self.letter.forward(x) + self.place.forward(places)
    }
}

fn main() {}
