//! Losses that compare element with element: how a function of two numbers and its derivatives become one.

use super::Reduction;
use crate::device::{self, Kernel, Pointwise, Unary};
use crate::kernels::reduce;
use crate::ops::Operand;
use crate::storage::{Float, recycle};
use crate::tensor::{Op, Tensor, either, fits};

/// The target beside the input, which must have its shape.
#[track_caller]
pub(super) fn target<const N: usize, A: Float>(
    name: &str,
    x: &Tensor<N, A>,
    target: impl Operand<N, A>,
) -> Tensor<N, A> {
    let target = target.operand_of(x);
    fits!(
        either(x.place(), target.place()),
        target.shape() == x.shape(),
        "{name}: an input of shape {:?} needs a target of the same shape, got {:?}",
        x.shape(),
        target.shape()
    );
    target
}

/// The losses of all elements put together. Both sides get gradients.
#[track_caller]
pub(super) fn reduced<const N: usize, A: Float>(
    name: &'static str,
    function: Pointwise,
    x: Tensor<N, A>,
    t: Tensor<N, A>,
    reduction: Reduction,
) -> Tensor<0, A> {
    let mut op = Op::named(name);
    let (input, target) = (op.input(&x), op.input(&t));
    let scale = reduction.scale(A::of(x.len() as f64), &x.shape());
    let by = Unary::Scale { scale: scale.to_double() };
    op.run(
        [],
        |keep| {
            let loss = match device::run(&[x.storage(), t.storage()], || Some(Kernel::Pointwise(function))) {
                Some(mut losses) => {
                    Tensor::<N, A>::from_storage(x.shape(), losses.next()).sum().map_values(by)
                }
                None => {
                    let losses = A::losses(function, x.as_slice(), t.as_slice());
                    let loss = reduce::sum(&losses) * scale;
                    recycle(losses);
                    Tensor::from(loss)
                }
            };
            (loss, keep.value(|| (x.off_tape(), t.off_tape())))
        },
        move |(x, t), dy, grads| {
            let dy = dy.map_values(by);
            grads.add_with(target, || backward(function, &x, &t, &dy, true));
            grads.add_with(input, || by_input(function, x, &t, &dy));
        },
    )
}

/// The loss of each element. Both sides get gradients.
#[track_caller]
pub(super) fn unreduced<const N: usize, A: Float>(
    name: &'static str,
    function: Pointwise,
    x: Tensor<N, A>,
    t: Tensor<N, A>,
) -> Tensor<N, A> {
    let mut op = Op::named(name);
    let (input, target) = (op.input(&x), op.input(&t));
    op.run(
        x.shape(),
        |keep| {
            let kernel = || Some(Kernel::Pointwise(function));
            let losses = Tensor::from_storage(
                x.shape(),
                device::compute(&[x.storage(), t.storage()], kernel, || {
                    A::losses(function, x.as_slice(), t.as_slice())
                }),
            );
            (losses, keep.value(|| (x.off_tape(), t.off_tape())))
        },
        move |(x, t), dy, grads| {
            grads.add_with(target, || backward(function, &x, &t, &dy, true));
            grads.add_with(input, || backward(function, &x, &t, &dy, false));
        },
    )
}

/// The derivatives by the input or by the target, times `dy`, which has one element or as many as there are.
fn backward<const N: usize, const M: usize, A: Float>(
    function: Pointwise,
    x: &Tensor<N, A>,
    t: &Tensor<N, A>,
    dy: &Tensor<M, A>,
    by_target: bool,
) -> Tensor<N, A> {
    let kernel = || Some(Kernel::PointwiseBackward { function, by_target });
    Tensor::from_storage(
        x.shape(),
        device::compute(&[x.storage(), t.storage(), dy.storage()], kernel, || {
            function.backward(x.as_slice(), t.as_slice(), dy.as_slice(), by_target)
        }),
    )
}

/// The derivatives by the input times one number, in the memory of the input if nobody else holds it.
fn by_input<const N: usize, A: Float>(
    function: Pointwise,
    x: Tensor<N, A>,
    t: &Tensor<N, A>,
    dy: &Tensor<0, A>,
) -> Tensor<N, A> {
    let shape = x.shape();
    let mut storage = x.into_storage();
    if let Some(values) = storage.get_mut() {
        A::by_input_in_place(function, values, t.as_slice(), dy.item());
        return Tensor::from_storage(shape, storage);
    }
    backward(function, &Tensor::from_storage(shape, storage), t, dy, false)
}

/// The methods that every loss of elements has, around `|self| f`, which makes its function.
macro_rules! pointwise_loss {
    ($type:ident, $name:literal, |$loss:ident| $f:expr) => {
        $crate::loss::reduction::reduction_setter!($type, "elements");

        impl $type {
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
