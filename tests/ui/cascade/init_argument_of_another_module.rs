//! A spec of another layer than the constructor asks for.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(inner: impl Init<Module = Linear>)]
struct Around {
    #[init(inner)]
    inner: Linear,
}

fn main() {
    let _ = Around::init(Conv2d::spec(3, 32, 7), &mut rng(0));
}
