//! Loading into a model that may not change.

use nn_core::prelude::*;

fn main() -> nn_core::Result<()> {
    let net = Linear::new(2, 2, &mut rng(0));
    net.load("net.safetensors")
}
