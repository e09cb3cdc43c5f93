//! `+`, `-`, `*`, `/` of a tensor and a number.

use super::arithmetic::Operator;
use crate::storage::Float;
use crate::tensor::{Op, Tensor};

/// `x ∘ s` for a number on the right.
#[track_caller]
pub(super) fn with_scalar<const N: usize, A: Float>(
    x: Tensor<N, A>,
    s: A,
    operator: Operator,
) -> Tensor<N, A> {
    match operator {
        Operator::Add => affine("+", x, A::one(), s),
        Operator::Sub => affine("-", x, A::one(), -s),
        Operator::Mul => affine("*", x, s, A::zero()),
        Operator::Div => {
            let mut op = Op::named(operator.symbol());
            let input = op.input(&x);
            op.run(
                x.shape(),
                |keep| (x.map_values(|x| x / s), keep.nothing()),
                move |(), dy, grads| grads.add(input, dy.map_values(|dy| dy / s)),
            )
        }
    }
}

/// `x · scale + shift`.
#[track_caller]
pub(super) fn affine<const N: usize, A: Float>(
    name: &'static str,
    x: Tensor<N, A>,
    scale: A,
    shift: A,
) -> Tensor<N, A> {
    let mut op = Op::named(name);
    let input = op.input(&x);
    op.run(
        x.shape(),
        |keep| {
            let y = if scale == A::one() {
                x.map_values(|x| x + shift)
            } else if shift == A::zero() {
                x.map_values(|x| x * scale)
            } else {
                x.map_values(|x| x * scale + shift)
            };
            (y, keep.nothing())
        },
        move |(), dy, grads| {
            let dx = if scale == A::one() { dy } else { dy.map_values(|dy| dy * scale) };
            grads.add(input, dx);
        },
    )
}
