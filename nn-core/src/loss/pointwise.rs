//! Losses that compare element with element: how a function of two numbers and its derivatives become one.

use super::Reduction;
use crate::kernels::{elementwise, reduce};
use crate::ops::Operand;
use crate::storage::{Float, recycle, scratch};
use crate::tensor::{Op, Tensor};

/// The loss of one element.
pub(super) trait Pointwise<A>: Copy + Send + Sync + 'static {
    /// The loss of `x` where `t` was wanted.
    fn value(self, x: A, t: A) -> A;
    /// Its derivative by `x`.
    fn by_input(self, x: A, t: A) -> A;
    /// Its derivative by `t`.
    fn by_target(self, x: A, t: A) -> A;
}

/// The target beside the input, which must have its shape.
#[track_caller]
pub(super) fn target<const N: usize, A: Float>(
    name: &str,
    x: &Tensor<N, A>,
    target: impl Operand<N, A>,
) -> Tensor<N, A> {
    let target = target.beside(x);
    assert!(
        target.shape() == x.shape(),
        "{name}: an input of shape {:?} needs a target of the same shape, got {:?}",
        x.shape(),
        target.shape()
    );
    target
}

/// The losses of the elements, put together in one pass.
#[track_caller]
pub(super) fn reduced<const N: usize, A: Float>(
    name: &'static str,
    f: impl Pointwise<A>,
    x: Tensor<N, A>,
    t: Tensor<N, A>,
    reduction: Reduction,
) -> Tensor<0, A> {
    let mut op = Op::named(name);
    let (input, target) = (op.input(&x), op.input(&t));
    let scale = reduction.scale(A::of(x.len() as f64), &x.shape());
    op.run(
        [],
        |keep| {
            let losses = values(f, &x, &t);
            let loss = reduce::sum(&losses) * scale;
            recycle(losses);
            (Tensor::from(loss), keep.value(|| (x.off_tape(), t.off_tape())))
        },
        move |(x, t), dy, grads| {
            let dy = dy.item() * scale;
            grads.add_with(target, || t.clone().zip_values(&x, |t, x| dy * f.by_target(x, t)));
            grads.add_with(input, || x.zip_values(&t, |x, t| dy * f.by_input(x, t)));
        },
    )
}

/// The losses of the elements, each for itself.
#[track_caller]
pub(super) fn unreduced<const N: usize, A: Float>(
    name: &'static str,
    f: impl Pointwise<A>,
    x: Tensor<N, A>,
    t: Tensor<N, A>,
) -> Tensor<N, A> {
    let mut op = Op::named(name);
    let (input, target) = (op.input(&x), op.input(&t));
    op.run(
        x.shape(),
        |keep| {
            let losses = Tensor::new(x.shape(), values(f, &x, &t));
            (losses, keep.value(|| (x.off_tape(), t.off_tape())))
        },
        move |(x, t), dy, grads| {
            grads.add_with(target, || {
                let slope = t.clone().zip_values(&x, |t, x| f.by_target(x, t));
                slope.zip_values(&dy, |slope, dy| slope * dy)
            });
            grads.add_with(input, || {
                x.zip_values(&t, |x, t| f.by_input(x, t)).zip_values(&dy, |slope, dy| slope * dy)
            });
        },
    )
}

fn values<const N: usize, A: Float>(f: impl Pointwise<A>, x: &Tensor<N, A>, t: &Tensor<N, A>) -> Vec<A> {
    let mut losses = scratch(x.len());
    elementwise::zip_into(x.as_slice(), t.as_slice(), &mut losses, |x, t| f.value(x, t));
    losses
}

/// The methods that every loss of elements has, around `|self| f`, which makes its function.
macro_rules! pointwise_loss {
    ($type:ident, $name:literal, |$loss:ident| $f:expr) => {
        impl $type {
            /// How the losses of the elements are put together; by default their mean.
            pub const fn reduction(mut self, reduction: Reduction) -> Self {
                self.reduction = reduction;
                self
            }

            /// The loss. Both sides get gradients.
            ///
            /// # Panics
            ///
            /// If the shapes differ.
            #[track_caller]
            pub fn loss<const N: usize, A: Float>(
                &self,
                input: Tensor<N, A>,
                target: impl Operand<N, A>,
            ) -> Tensor<0, A> {
                let $loss = self;
                let target = $crate::loss::pointwise::target($name, &input, target);
                $crate::loss::pointwise::reduced($name, $f, input, target, self.reduction)
            }

            /// The loss of each element: `reduction="none"`.
            ///
            /// # Panics
            ///
            /// If the shapes differ.
            #[track_caller]
            pub fn unreduced<const N: usize, A: Float>(
                &self,
                input: Tensor<N, A>,
                target: impl Operand<N, A>,
            ) -> Tensor<N, A> {
                let $loss = self;
                let target = $crate::loss::pointwise::target($name, &input, target);
                $crate::loss::pointwise::unreduced($name, $f, input, target)
            }
        }
    };
}

pub(super) use pointwise_loss;
