//! A function that wants a module gets a hash map.

use nn_core::prelude::*;

use std::collections::HashMap;

fn train<M: Module>(_: &mut M) {}

fn main() {
    train(&mut HashMap::from([("layer", Linear::new(2, 2, &mut rng(0)))]));
}
