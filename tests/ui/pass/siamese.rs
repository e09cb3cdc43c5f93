//! A Siamese network: one encoder for two pictures, which lie one behind the other along the channels.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Siamese {
    #[init((Conv2d::spec(1, 8, 3).stride(2), Relu, Flatten, Linear::spec(8 * 13 * 13, 32)))]
    encoder: (Conv2d, Relu, Flatten, Linear),
    #[init(Linear::spec(32, 1))]
    head: Linear,
}

#[shapes]
impl Siamese {
    fn distance(&self, a: &Tensor<4>, b: &Tensor<4>) -> Tensor<2> {
        let (a, b) = (self.encoder.forward(a.clone()), self.encoder.forward(b.clone()));
        (a - b).abs()
    }
}

#[shapes(input = [2, 28, 28], output = [1])]
impl Forward<Tensor<4>> for Siamese {
    type Output = Tensor<2>;

    fn forward(&self, pair: Tensor<4>) -> Tensor<2> {
        let (first, second) = (pair.clone().slice(1, ..1), pair.slice(1, 1..));
        self.head.forward(self.distance(&first, &second)).sigmoid()
    }
}

fn main() {
    assert_shapes!(Siamese::init(&mut rng(0)), [3, 2, 28, 28] => [3, 1]);
}
