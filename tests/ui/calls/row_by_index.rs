//! A row that is asked for as an element.

use nn_core::prelude::*;

fn main() {
    let x = Tensor::<2>::zeros([3, 4]);
    let row = x[0];
}
