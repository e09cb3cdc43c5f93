//! A bias in `Some`, as if it were an option.
//! Longer than 15 lines: rustc shows the option that would be one, and the signature.

use nn_core::prelude::*;

fn main() {
    let (x, weight, bias) = (Tensor::<2>::ones([1, 3]), Tensor::<2>::ones([2, 3]), Tensor::<1>::ones([2]));
    x.linear(&weight, Some(&bias));
}
