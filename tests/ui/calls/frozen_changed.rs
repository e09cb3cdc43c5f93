//! A change of what is frozen.

use nn_core::prelude::*;

fn main() {
    let body = Frozen::new(Linear::new(2, 2, &mut rng(0)));
    body.weight.set_trainable(true);
}
