//! A function of a parameter away from any tape.
//!
//! Longer than 15 lines: rustc shows where the bound stands.

use nn_core::prelude::*;

fn main() {
    let scale = Param::new(Tensor::<1>::zeros([2]));
    let factor = scale.exp();
}
