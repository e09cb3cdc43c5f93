//! A spec that is frozen as if it were a layer.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [4])]
struct Net {
    #[init(Frozen::new(Linear::spec(4, 2)))]
    body: Frozen<Linear>,
}

fn main() {}
