//! Convolution, by the way that fits the sizes.

use super::by_patches;
use super::conv_shape::ConvShape;
use super::depthwise;
use super::winograd::Winograd;
use crate::storage::{Float, recycle, scratch, zeros};

/// `y = weight ∗ x + bias`.
pub(crate) fn forward<A: Float>(x: &[A], weight: &[A], bias: Option<&[A]>, shape: &ConvShape) -> Vec<A> {
    match Winograd::of(shape) {
        _ if depthwise::fits(shape) && !x.is_empty() => depthwise::forward(x, weight, bias, shape),
        Some(winograd) if !x.is_empty() => winograd.forward(x, weight, bias),
        _ => by_patches::forward(x, weight, bias, shape),
    }
}

/// Which gradients are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) x: bool,
    pub(crate) weight: bool,
}

/// The gradients of the input and of the weight; empty where not wanted.
pub(crate) fn backward<A: Float>(
    x: &[A],
    weight: &[A],
    dy: &[A],
    shape: &ConvShape,
    wanted: Wanted,
) -> (Vec<A>, Vec<A>) {
    if x.is_empty() || dy.is_empty() {
        return (zeros(x.len()), zeros(weight.len()));
    }
    if depthwise::fits(shape) {
        return depthwise::backward(x, weight, dy, shape, wanted);
    }
    if let Some(winograd) = Winograd::of(shape) {
        let dx = if wanted.x { winograd.input_gradient(dy, weight) } else { Vec::new() };
        let dw = if wanted.weight { winograd.weight_gradient(x, dy) } else { Vec::new() };
        return (dx, dw);
    }
    by_patches::backward(x, weight, dy, shape, wanted)
}

/// The transposed convolution: what the gradient of the input is to a convolution of this shape, of `y`, which stands
/// where its result would.
pub(crate) fn transposed<A: Float>(y: &[A], weight: &[A], shape: &ConvShape) -> Vec<A> {
    // Only its size is looked at.
    let x = scratch(shape.batch * shape.in_channels * shape.plane());
    let (dx, _) = backward(&x, weight, y, shape, Wanted { x: true, weight: false });
    recycle(x);
    dx
}

/// The gradient of the bias: the sum over samples and pixels.
pub(crate) fn bias_backward<A: Float>(dy: &[A], shape: &ConvShape) -> Vec<A> {
    use super::reduce::{AxisSizes, sum_axis};
    let planes = AxisSizes { outer: shape.batch * shape.out_channels, axis: shape.pixels(), inner: 1 };
    let by_plane = sum_axis(dy, planes);
    sum_axis(&by_plane, AxisSizes { outer: 1, axis: shape.batch, inner: shape.out_channels })
}
