//! Pooling over the last one or two axes.

use crate::kernels::pool::{self as kernel, Found, Plane};
use crate::storage::Float;
use crate::tensor::{Op, Tensor};

/// The largest element of each window.
pub(crate) fn max_pool<const N: usize, A: Float>(
    x: Tensor<N, A>,
    shape: [usize; N],
    plane: Plane,
) -> Tensor<N, A> {
    let mut op = Op::new();
    let input = op.input(&x);
    let (y, found) = kernel::max(x.as_slice(), &plane, op.wanted());
    op.finish_with(Tensor::new(shape, y), || {
        move |dy: Tensor<N, A>, grads| {
            let dx = kernel::max_backward(dy.as_slice(), &found, &plane);
            grads.add(input, Tensor::new(input.shape(), dx));
        }
    })
}

/// The largest element of each window, and its index in the flattened axes that are pooled.
pub(crate) fn max_pool_with_indices<const N: usize, A: Float>(
    x: Tensor<N, A>,
    shape: [usize; N],
    plane: Plane,
) -> (Tensor<N, A>, Tensor<N, usize>) {
    let mut op = Op::new();
    let input = op.input(&x);
    let (y, found) = kernel::max(x.as_slice(), &plane, true);
    let indices = Tensor::new(shape, found.iter().map(|&at: &Found| at as usize).collect()).beside(&x);
    let y = op.finish_with(Tensor::new(shape, y), || {
        move |dy: Tensor<N, A>, grads| {
            let dx = kernel::max_backward(dy.as_slice(), &found, &plane);
            grads.add(input, Tensor::new(input.shape(), dx));
        }
    });
    (y, indices)
}

/// The mean of each window.
pub(crate) fn avg_pool<const N: usize, A: Float>(
    x: Tensor<N, A>,
    shape: [usize; N],
    plane: Plane,
) -> Tensor<N, A> {
    let mut op = Op::new();
    let input = op.input(&x);
    let y = kernel::mean(x.as_slice(), &plane);
    op.finish_with(Tensor::new(shape, y), || {
        move |dy: Tensor<N, A>, grads| {
            let dx = kernel::mean_backward(dy.as_slice(), &plane);
            grads.add(input, Tensor::new(input.shape(), dx));
        }
    })
}
