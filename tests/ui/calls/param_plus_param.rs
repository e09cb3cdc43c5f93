//! Two parameters that are added away from any tape.

use nn_core::prelude::*;

fn main() {
    let a = Param::new(Tensor::<1>::zeros([2]));
    let b = Param::new(Tensor::<1>::zeros([2]));
    let sum = &a + &b;
}
