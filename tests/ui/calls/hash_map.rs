//! The `forward` of a hash map.

use std::collections::HashMap;

use nn_core::prelude::*;

fn main() {
    let layers = HashMap::from([("a".to_string(), Linear::new(2, 2, &mut rng(0)))]);
    layers.forward(Tensor::<2>::zeros([1, 2]));
}
