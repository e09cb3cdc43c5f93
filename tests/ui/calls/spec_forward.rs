//! The `forward` of a spec, which is not a layer yet.

use nn_core::prelude::*;

fn main() {
    let layer = Linear::spec(2, 2);
    layer.forward(Tensor::<2>::zeros([1, 2]));
}
