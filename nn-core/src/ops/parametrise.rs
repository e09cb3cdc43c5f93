//! Weights that are computed from other parameters. The input of their layer is named as well, so that a trace shows them
//! inside of it.

use crate::kernels::parametrise as kernel;
use crate::operation::Operation;
use crate::storage::Float;
use crate::tensor::{Op, Tensor};

/// Rows, along the first axis, of the lengths `g` and the directions of the rows of `v`.
#[track_caller]
pub(crate) fn weight_norm<const N: usize, const M: usize, A: Float>(
    v: Tensor<N, A>,
    g: Tensor<N, A>,
    x: &Tensor<M, A>,
) -> Tensor<N, A> {
    let (shape, lengths) = (v.shape(), g.shape());
    let mut op = Op::named("weight_norm");
    op.input(x);
    let (direction, length) = (op.input(&v), op.input(&g));
    op.means(|| Operation::WeightNorm);
    op.run(
        shape,
        |keep| {
            let w = Tensor::new(shape, kernel::stretch(v.as_slice(), g.as_slice()));
            (w.placed_on(&v.device()), keep.value(|| (v.off_tape(), g.off_tape())))
        },
        move |(v, g), dw, grads| {
            let (dv, dg) = kernel::stretch_backward(v.as_slice(), g.as_slice(), dw.as_slice());
            grads.add(direction, Tensor::new(shape, dv));
            grads.add(length, Tensor::new(lengths, dg));
        },
    )
}

/// The weight `w` divided by `u · w · v`, of its rows along the first axis.
#[track_caller]
pub(crate) fn spectral_norm<const N: usize, const M: usize, A: Float>(
    w: Tensor<N, A>,
    u: &Tensor<1, A>,
    v: &Tensor<1, A>,
    x: &Tensor<M, A>,
) -> Tensor<N, A> {
    let (shape, u, v) = (w.shape(), u.off_tape(), v.off_tape());
    let mut op = Op::named("spectral_norm");
    op.input(x);
    let input = op.input(&w);
    op.constant(&u);
    op.constant(&v);
    op.means(|| Operation::SpectralNorm);
    op.run(
        shape,
        |keep| {
            let size = kernel::size(w.as_slice(), u.as_slice(), v.as_slice());
            (w.off_tape().scale(A::one() / size), keep.value(|| (w.off_tape(), u, v)))
        },
        move |(w, u, v), dy, grads| {
            let dw = kernel::divide_backward(w.as_slice(), u.as_slice(), v.as_slice(), dy.as_slice());
            grads.add(input, Tensor::new(shape, dw));
        },
    )
}

#[cfg(test)]
mod tests {
    use super::{spectral_norm, weight_norm};
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn gradients() {
        let (v, g) = (irregular([3, 2, 2]), irregular([3, 1, 1]) + 2.0);
        let x = Tensor::<0, f64>::zeros([]);
        gradcheck(v.clone(), |v| weight_norm(v, g.clone(), &x)).unwrap();
        gradcheck(g.clone(), |g| weight_norm(v.clone().beside(&g), g, &x)).unwrap();
        let (a, b) = (irregular([3]) + 1.0, irregular([4]) * 2.0);
        gradcheck(v, |w| spectral_norm(w, &a, &b, &x)).unwrap();
    }
}
