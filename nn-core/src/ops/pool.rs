//! Pooling over the last one or two axes.

use crate::kernels::max_pool::{max, max_and_where, max_backward};
use crate::kernels::mean_pool::{mean, mean_backward};
use crate::kernels::windows::Plane;
use crate::storage::Float;
use crate::tensor::{Op, Tensor, Var};

/// The largest element of each window.
#[track_caller]
pub(crate) fn max_pool<const N: usize, A: Float>(
    x: Tensor<N, A>,
    shape: [usize; N],
    plane: Plane,
) -> Tensor<N, A> {
    let mut op = Op::named("max_pool");
    let input = op.input(&x);
    op.run(
        shape,
        |keep| {
            let (y, found) = match keep.wanted() {
                true => max_and_where(x.as_slice(), &plane),
                false => (max(x.as_slice(), &plane), Vec::new()),
            };
            (Tensor::new(shape, y), keep.value(|| (found, plane)))
        },
        move |(found, plane), dy, grads| {
            grads.add(input, spread(dy, input, |dy| max_backward(dy, &found, &plane)));
        },
    )
}

/// The largest element of each window, and its index in the flattened axes that are pooled.
#[track_caller]
pub(crate) fn max_pool_with_indices<const N: usize, A: Float>(
    x: Tensor<N, A>,
    shape: [usize; N],
    plane: Plane,
) -> (Tensor<N, A>, Tensor<N, usize>) {
    let mut op = Op::named("max_pool");
    let input = op.input(&x);
    let mut indices = Tensor::meta(shape);
    let y = op.run(
        shape,
        |keep| {
            let (y, found) = max_and_where(x.as_slice(), &plane);
            indices = Tensor::new(shape, found.iter().map(|&at| at as usize).collect());
            (Tensor::new(shape, y), keep.value(|| (found, plane)))
        },
        move |(found, plane), dy, grads| {
            grads.add(input, spread(dy, input, |dy| max_backward(dy, &found, &plane)));
        },
    );
    (y, indices.beside(&x))
}

/// The mean of each window.
#[track_caller]
pub(crate) fn avg_pool<const N: usize, A: Float>(
    x: Tensor<N, A>,
    shape: [usize; N],
    plane: Plane,
) -> Tensor<N, A> {
    let mut op = Op::named("avg_pool");
    let input = op.input(&x);
    op.run(
        shape,
        |keep| (Tensor::new(shape, mean(x.as_slice(), &plane)), keep.value(|| plane)),
        move |plane, dy, grads| {
            grads.add(input, spread(dy, input, |dy| mean_backward(dy, &plane)));
        },
    )
}

/// The gradient of the input, which has elements even where there are no windows.
fn spread<const N: usize, A: Float>(
    dy: Tensor<N, A>,
    input: Var<N>,
    backward: impl FnOnce(&[A]) -> Vec<A>,
) -> Tensor<N, A> {
    if dy.is_empty() {
        return Tensor::zeros(input.shape());
    }
    Tensor::new(input.shape(), backward(dy.as_slice()))
}
