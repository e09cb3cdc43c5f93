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
    panics!(c, Tensor::<2>::ones([usize::MAX, 2]));
    panics!(c, Tensor::<2>::eye(usize::MAX));
    panics!(c, Tensor::arange(5, 0));
    panics!(c, Tensor::<1>::arange(0.0, f32::NAN));
    panics!(c, Tensor::arange_step(0, 5, 0));
    panics!(c, Tensor::<1>::arange_step(0.0, 1.0, -1.0));
    panics!(c, Tensor::<1>::linspace(0.0, 1.0, usize::MAX));
    panics!(c, Tensor::rand([usize::MAX, 2], &mut rng(0)));
    panics!(c, Tensor::randn([usize::MAX, 2], &mut rng(0)));
    panics!(c, Tensor::<2>::from(vec![vec![1.0, 2.0], vec![3.0]]));
    panics!(c, Tensor::<1>::zeros([2]).item());
    panics!(c, Tensor::<2>::zeros([2, 3])[[0, 3]]);
    c.compare();
}
