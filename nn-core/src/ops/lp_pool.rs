//! Power-average pooling.

use super::avg_pool;
use crate::device::{Plane, Unary};
use crate::operation::Operation;
use crate::storage::Float;
use crate::tensor::{Op, Tensor};

/// The `p`-norm of each window, of `len` elements. As in PyTorch, a window that reaches beyond the input counts as if all
/// its elements had the mean of those within.
#[track_caller]
pub(crate) fn lp_pool<const N: usize, A: Float>(
    x: Tensor<N, A>,
    shape: [usize; N],
    plane: Plane,
    p: f64,
    len: usize,
) -> Tensor<N, A> {
    let means = avg_pool(x.powf(A::of(p)), shape, plane);
    root(means.scale(A::of(len as f64)), p)
}

/// The `p`-th root of each element, with a gradient of 0 at 0, where there is none.
#[track_caller]
fn root<const N: usize, A: Float>(x: Tensor<N, A>, p: f64) -> Tensor<N, A> {
    let exponent = p.recip();
    let mut op = Op::named("root");
    let input = op.input(&x);
    op.means(|| Operation::Unary(Unary::Powf { exponent }));
    op.run(
        x.shape(),
        |keep| {
            let kept = keep.value(|| x.off_tape());
            (x.map_values(Unary::Powf { exponent }), kept)
        },
        move |x, dy, grads| {
            let (factor, power) = (A::of(exponent), A::of(exponent - 1.0));
            let slope = |x: A| if x == A::zero() { A::zero() } else { factor * x.powf(power) };
            grads.add(input, dy.zip_values(&x, |dy, x| dy * slope(x)));
        },
    )
}

#[cfg(test)]
mod tests {
    use super::root;
    use crate::autodiff::Tape;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn roots() {
        for p in [1.0, 1.5, 2.0, 3.0] {
            gradcheck(irregular([7]).powi(2), |x| root(x, p)).unwrap();
        }
        let x = Tape::new(0).input(Tensor::from([0.0, 4.0])).requires_grad();
        let gradients = root(x.clone(), 2.0).sum().backward();
        assert_eq!(gradients.wrt(&x).unwrap().as_slice(), [0.0, 0.25]);
    }
}
