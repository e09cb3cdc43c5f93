//! The attribute on the struct.

use nn_core::prelude::*;

#[shapes(input = [8])]
#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
}

fn main() {}
