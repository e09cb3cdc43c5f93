//! Losses of rows of scores that are computed row by row.

use crate::storage::Float;
use crate::tensor::{Op, Rank, Tensor, fits};

/// The loss of each row of scores along the last axis, by `loss` of the row's number and its scores. `slope` adds to zeros
/// the derivatives by the scores. The operands beside the scores are in `op` already.
#[track_caller]
pub(super) fn by_row<const N: usize, const M: usize, A: Float>(
    name: &str,
    mut op: Op,
    x: Tensor<N, A>,
    loss: impl Fn(usize, &[A]) -> A,
    slope: impl Fn(usize, &[A], &mut [A]) + Send + 'static,
) -> Tensor<M, A>
where
    Tensor<N, A>: Rank<Element = A, Smaller = Tensor<M, A>>,
{
    let (input, shape) = (op.input(&x), x.shape());
    let (classes, rows) = (shape[N - 1], std::array::from_fn(|axis| shape[axis]));
    fits!(x.place(), classes > 0, "{name}: expected scores with at least one class, got shape {shape:?}");
    op.run(
        rows,
        |keep| {
            let losses = x.as_slice().chunks_exact(classes).enumerate().map(|(row, x)| loss(row, x));
            (Tensor::new(rows, losses.collect()), keep.value(|| x.off_tape()))
        },
        move |x, dy, grads| {
            grads.add_with(input, || {
                let mut dx = vec![A::zero(); x.len()];
                let rows = x.as_slice().chunks_exact(classes).zip(dx.chunks_exact_mut(classes));
                for (row, ((x, dx), dy)) in rows.zip(dy.as_slice()).enumerate() {
                    slope(row, x, dx);
                    dx.iter_mut().for_each(|dx| *dx *= *dy);
                }
                Tensor::new(shape, dx)
            });
        },
    )
}
