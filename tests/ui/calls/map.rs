//! The `forward` of a map.

use nn_core::prelude::*;

use std::collections::BTreeMap;

fn main() {
    let layers = BTreeMap::from([(1, Linear::new(2, 2, &mut rng(0)))]);
    layers.forward(Tensor::<2>::zeros([1, 2]));
}
