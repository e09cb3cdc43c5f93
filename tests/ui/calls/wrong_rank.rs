//! A layer that takes another rank.

use nn_core::prelude::*;

fn main() {
    let conv = Conv2d::new(3, 32, 7, &mut rng(0));
    conv.forward(Tensor::<2>::zeros([32, 32]));
}
