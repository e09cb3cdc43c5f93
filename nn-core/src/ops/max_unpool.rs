//! The opposite of a pool of the largest elements.

use crate::kernels::unpool::{unpool, unpool_backward};
use crate::operation::Operation;
use crate::storage::Float;
use crate::tensor::{Op, Tensor, either, fits, misfit, volume};

/// The elements at their indices in the last `axes` flattened axes of `shape`, 0 elsewhere; `layer` says whose they are.
#[track_caller]
pub(crate) fn max_unpool<const N: usize, A: Float>(
    layer: impl Fn() -> String,
    x: Tensor<N, A>,
    indices: &Tensor<N, usize>,
    shape: [usize; N],
    axes: usize,
) -> Tensor<N, A> {
    fits!(
        either(x.place(), indices.place()),
        indices.shape() == x.shape(),
        "{}: an input of shape {:?} needs indices of the same shape, got {:?}",
        layer(),
        x.shape(),
        indices.shape()
    );
    volume::<A>("max_unpool", &shape);
    let [from, to] = [x.shape(), shape].map(|shape| shape[N - axes..].iter().product());
    if let Some(at) = indices.storage().values().iter().find(|&&at| at >= to) {
        let output = &shape[N - axes..];
        misfit(
            indices.place(),
            format_args!("{}: the index {at} is beyond an output of {output:?}", layer()),
        );
    }
    let mut op = Op::named("max_unpool");
    let input = op.input(&x);
    op.input(indices);
    op.means(|| Operation::MaxUnpool { axes });
    op.run(
        shape,
        |keep| {
            let y = unpool(x.as_slice(), indices.as_slice(), from, to);
            (Tensor::new(shape, y), keep.value(|| indices.off_tape()))
        },
        move |indices, dy, grads| {
            let dx = unpool_backward(dy.as_slice(), indices.as_slice(), from, to);
            grads.add(input, Tensor::new(input.shape(), dx));
        },
    )
}
