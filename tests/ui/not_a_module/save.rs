//! Saving a struct without the derive.
//!
//! Longer than 15 lines: rustc adds where the traits stand.

use nn_core::prelude::*;

struct Net {
    head: Linear,
}

fn main() -> nn_core::Result<()> {
    let net = Net { head: Linear::new(2, 2, &mut rng(0)) };
    net.save("net.safetensors")
}
