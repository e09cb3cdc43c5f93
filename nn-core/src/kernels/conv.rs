//! Convolution, by the way that fits the sizes.

use super::by_patches;
use super::channels::affine_in_place;
use super::conv_shape::ConvShape;
use super::depthwise;
use super::direct;
use super::reduce::{AxisSizes, sum_axis};
use super::simd::has_fma;
use super::winograd::{Transformed, Winograd};
use crate::storage::{Finish, Float, SharedStorage, recycle, scratch, zeros};

/// The tiles of Winograd, where they pay and products are not calls.
fn winograd(shape: &ConvShape) -> Option<Winograd> {
    if has_fma() { Winograd::of(shape) } else { None }
}

/// A weight as it is, or transformed for the tiles of Winograd.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Weight<'a, A: Float> {
    Stored(&'a [A]),
    Transformed(&'a Transformed<A>),
}

impl<'a, A: Float> Weight<'a, A> {
    /// As the forward pass of this convolution is fastest. One that lasts, as those of a model that is not trained do, is
    /// transformed once, if there are few tiles.
    pub(crate) fn of(shape: &ConvShape, weight: &'a SharedStorage<A>, lasts: bool) -> Self {
        let winograd = self::winograd(shape).filter(Winograd::keeps_kernels);
        let transformed = winograd
            .and_then(|winograd| weight.arrange_lasting(lasts, |weight| winograd.transformed(weight)));
        transformed.map_or_else(|| Weight::Stored(weight.as_slice()), Weight::Transformed)
    }
}

/// `y = weight ∗ x + bias`.
pub(crate) fn forward<A: Float>(
    x: &[A],
    weight: Weight<'_, A>,
    bias: Option<&[A]>,
    shape: &ConvShape,
) -> Vec<A> {
    forward_and(x, weight, bias, shape, &|_, _| {})
}

/// `y = weight ∗ x + bias`, each part of which is finished while it is in the caches.
pub(super) fn forward_and<A: Float>(
    x: &[A],
    weight: Weight<'_, A>,
    bias: Option<&[A]>,
    shape: &ConvShape,
    finish: Finish<'_, A>,
) -> Vec<A> {
    let weight = match weight {
        Weight::Stored(weight) => weight,
        Weight::Transformed(weight) => {
            let winograd = winograd(shape).expect("a weight is transformed for tiles alone");
            return winograd.forward_with(x, weight, bias, finish);
        }
    };
    if x.is_empty() {
        return by_patches::forward(x, weight, bias, shape, finish);
    }
    if depthwise::fits(shape) {
        return depthwise::forward(x, weight, bias, shape, finish);
    }
    if let Some(winograd) = self::winograd(shape) {
        return winograd.forward(x, weight, bias, finish);
    }
    match direct::output(shape) {
        Some(output) => output.of(x, weight, bias, finish),
        None => by_patches::forward(x, weight, bias, shape, finish),
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
    if let Some(winograd) = self::winograd(shape) {
        let dx = if wanted.x { winograd.input_gradient(dy, weight) } else { Vec::new() };
        let dw = if wanted.weight { winograd.weight_gradient(x, dy) } else { Vec::new() };
        return (dx, dw);
    }
    let gradient = if wanted.x { direct::input_gradient(shape) } else { None };
    let weight_too = wanted.weight && direct::fits_weight_gradient(shape);
    let left = Wanted { x: wanted.x && gradient.is_none(), weight: wanted.weight && !weight_too };
    let (mut dx, mut dw) = match left {
        Wanted { x: false, weight: false } => Default::default(),
        _ => by_patches::backward(x, weight, dy, shape, left),
    };
    if let Some(gradient) = gradient {
        dx = gradient.of(dy, weight, None, &|_, _| {});
    }
    if weight_too {
        dw = direct::weight_gradient(x, dy, shape);
    }
    (dx, dw)
}

/// The transposed convolution: what the gradient of the input is to a convolution of this shape, of `y`, which stands
/// where its result would, and a bias for each channel of what comes out.
pub(crate) fn transposed<A: Float>(y: &[A], weight: &[A], bias: Option<&[A]>, shape: &ConvShape) -> Vec<A> {
    if !y.is_empty()
        && !depthwise::fits(shape)
        && winograd(shape).is_none()
        && let Some(gradient) = direct::input_gradient(shape)
    {
        return gradient.of(y, weight, bias, &|_, _| {});
    }
    // Only its size is looked at.
    let x = scratch(shape.batch * shape.in_channels * shape.plane());
    let (mut dx, _) = backward(&x, weight, y, shape, Wanted { x: true, weight: false });
    recycle(x);
    if let Some(bias) = bias {
        let planes = AxisSizes { outer: shape.batch, axis: shape.in_channels, inner: shape.plane() };
        affine_in_place(&mut dx, &vec![A::one(); bias.len()], bias, planes);
    }
    dx
}

/// The gradient of the bias: the sum over samples and pixels.
pub(crate) fn bias_backward<A: Float>(dy: &[A], shape: &ConvShape) -> Vec<A> {
    let planes = AxisSizes { outer: shape.batch * shape.out_channels, axis: shape.pixels(), inner: 1 };
    let by_plane = sum_axis(dy, planes);
    sum_axis(&by_plane, AxisSizes { outer: 1, axis: shape.batch, inner: shape.out_channels })
}
