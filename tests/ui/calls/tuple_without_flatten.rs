//! A tuple without its `Flatten`: the layer that does not fit is underlined.
//!
//! Longer than 15 lines: rustc adds the bound, and which input the layer takes.

use nn_core::prelude::*;

fn classify(net: impl Forward<Tensor<4>, Output = Tensor<2>>, image: Tensor<4>) -> Tensor<2> {
    net.forward(image)
}

fn main() {
    let mut rng = rng(0);
    let image = Tensor::zeros([1, 3, 32, 32]);
    classify((Conv2d::new(3, 32, 7, &mut rng), Relu, Linear::new(5408, 10, &mut rng)), image);
}
