//! A frozen part that takes a type of the user's own.
//!
//! Longer than 15 lines: rustc shows the type and the bound.

use nn_core::prelude::*;

struct Batch {
    words: Tensor<2>,
}

#[derive(Module)]
struct Encoder {
    linear: Linear,
}

impl Forward<Batch> for Encoder {
    type Output = Tensor<2>;

    fn forward(&self, batch: Batch) -> Tensor<2> {
        self.linear.forward(batch.words)
    }
}

fn main() {
    let encoder = Frozen::new(Encoder { linear: Linear::new(2, 2, &mut rng(0)) });
    encoder.forward(Batch { words: Tensor::zeros([1, 2]) });
}
