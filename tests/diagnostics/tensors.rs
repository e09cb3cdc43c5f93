//! Tensors that cannot be.

use nn_core::prelude::*;

use super::cases::Cases;

#[test]
fn making() {
    let mut c = Cases::of("tensors");
    panics!(c, Tensor::new([2, 3], vec![0.0; 5]));
    panics!(c, Tensor::<2>::new([usize::MAX, 2], vec![]));
    panics!(c, Tensor::<2>::new([0, usize::MAX], vec![]));
    panics!(c, Tensor::<2>::zeros([1 << 32, 1 << 32]));
    panics!(c, Tensor::<2>::full([usize::MAX, usize::MAX], 1.0));
    panics!(c, Tensor::<1, bool>::from_fn([usize::MAX], |_| true));
    c.compare();
}
