//! A sum along an axis, as PyTorch writes it.
//!
//! Longer than 15 lines: rustc shows the method, whose line names the right one, and proposes to leave the argument out.

use nn_core::prelude::*;

fn main() {
    let x = Tensor::<2>::zeros([3, 4]);
    let rows = x.sum(1);
}
