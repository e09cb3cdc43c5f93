//! `+`, `-`, `*`, `/` of a tensor and a number.

use crate::device::{Operator, Unary};
use crate::operation::Operation;
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
            let divide = Unary::Divide { divisor: s.to_double() };
            linear("/", x, divide, divide)
        }
    }
}

/// `x · scale + shift`.
#[track_caller]
pub(crate) fn affine<const N: usize, A: Float>(
    name: &'static str,
    x: Tensor<N, A>,
    scale: A,
    shift: A,
) -> Tensor<N, A> {
    let (factor, shift) = (scale.to_double(), shift.to_double());
    if scale == A::one() {
        return shifted(name, x, shift);
    }
    let by = Unary::Scale { scale: factor };
    linear(name, x, if shift == 0.0 { by } else { Unary::Affine { scale: factor, shift } }, by)
}

/// `x + shift`.
#[track_caller]
fn shifted<const N: usize, A: Float>(name: &'static str, x: Tensor<N, A>, shift: f64) -> Tensor<N, A> {
    let mut op = Op::named(name);
    let input = op.input(&x);
    op.means(|| Operation::Unary(Unary::Shift { shift }));
    op.run(
        x.shape(),
        |keep| (x.map_values(Unary::Shift { shift }), keep.nothing()),
        move |(), dy, grads| grads.add(input, dy),
    )
}

/// A function whose backward pass is a function of the gradient alone.
#[track_caller]
fn linear<const N: usize, A: Float>(
    name: &'static str,
    x: Tensor<N, A>,
    forward: Unary,
    backward: Unary,
) -> Tensor<N, A> {
    let mut op = Op::named(name);
    let input = op.input(&x);
    op.means(|| Operation::Unary(forward));
    op.run(
        x.shape(),
        |keep| (x.map_values(forward), keep.nothing()),
        move |(), dy, grads| grads.add(input, dy.map_values(backward)),
    )
}
