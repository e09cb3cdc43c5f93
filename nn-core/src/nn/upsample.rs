//! `Upsample`, `UpsamplingNearest2d` and `UpsamplingBilinear2d`. Each is its own spec.

use super::axes;
use super::forward::forward;
use super::layer::layer;
use super::spec::{own_spec, setters};
use crate::ops::{Interpolation, Resize};
use crate::shape::{Message, Shape};
use crate::tensor::fits;
use crate::{Forward, Tensor};

/// Sequences (`D` = 1), images (2) or volumes (3) brought to another size:
/// [`torch.nn.Upsample`](https://pytorch.org/docs/stable/generated/torch.nn.Upsample.html). It is its own spec.
///
/// # Shapes
///
/// `[batch, channels, ..]` to the same with `D` other sizes behind the channels.
///
/// # Panics
///
/// The forward, if one of those axes has no elements before or behind.
///
/// ```
/// use nn_core::ops::Interpolation;
/// use nn_core::prelude::*;
///
/// let images = Tensor::<4>::zeros([1, 3, 8, 8]);
/// assert_eq!(Upsample::scale_factor([2.0, 2.0]).forward(images.clone()).shape(), [1, 3, 16, 16]);
/// let bilinear = Upsample::size([12, 9]).mode(Interpolation::Multilinear { align_corners: true });
/// assert_eq!(bilinear.forward(images).shape(), [1, 3, 12, 9]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Upsample<const D: usize> {
    to: Resize<D>,
    mode: Interpolation,
}

layer!(
    [const D: usize] Upsample, Upsample<D> {} |layer| "{}, mode={}{}",
    resize(layer.to),
    layer.mode.name(),
    align_corners(layer.mode)
);

setters!([const D: usize] Upsample<D> {
    /// Sets which elements make the new ones; by default the nearest.
    mode: Interpolation,
});

impl<const D: usize> Upsample<D> {
    /// A layer whose output has these sizes.
    pub const fn size(size: [usize; D]) -> Self {
        Upsample { to: Resize::Size(size), mode: Interpolation::Nearest }
    }

    /// A layer that multiplies the sizes by these factors and rounds down.
    pub const fn scale_factor(scale_factor: [f64; D]) -> Self {
        Upsample { to: Resize::ScaleFactor(scale_factor), mode: Interpolation::Nearest }
    }

    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        output_shape("Upsample", &self.to, input)
    }

    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        check(|| self.describe(), &self.to, &x);
        x.interpolate(self.to, self.mode)
    }
}

#[diagnostic::do_not_recommend]
impl<const D: usize> crate::init::Init for Upsample<D> {
    type Module = Self;

    fn init(&self, _: &mut impl rand::Rng) -> Self {
        *self
    }
}

impl Forward<Tensor<3>> for Upsample<1> {
    forward!(apply(Tensor<3>) -> Tensor<3>);
}

impl Forward<Tensor<4>> for Upsample<2> {
    forward!(apply(Tensor<4>) -> Tensor<4>);
}

impl Forward<Tensor<5>> for Upsample<3> {
    forward!(apply(Tensor<5>) -> Tensor<5>);
}

/// A layer for images with a way of its own.
macro_rules! images {
    ($(#[$doc:meta])* $type:ident, $mode:expr) => {
        $(#[$doc])*
        ///
        /// # Shapes
        ///
        /// `[batch, channels, height, width]` to the same with another height and width.
        ///
        /// # Panics
        ///
        /// The forward, if one of those axes has no elements before or behind.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $type {
            to: Resize<2>,
        }

        layer!($type {} | layer | "{}", resize(layer.to));
        own_spec!($type);

        impl $type {
            /// A layer whose output has this height and width.
            pub const fn size(size: [usize; 2]) -> Self {
                $type { to: Resize::Size(size) }
            }

            /// A layer that multiplies height and width by these factors and rounds down.
            pub const fn scale_factor(scale_factor: [f64; 2]) -> Self {
                $type { to: Resize::ScaleFactor(scale_factor) }
            }

            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                output_shape(stringify!($type), &self.to, input)
            }

            #[track_caller]
            fn apply(&self, x: Tensor<4>) -> Tensor<4> {
                check(|| self.describe(), &self.to, &x);
                x.interpolate(self.to, $mode)
            }
        }

        impl Forward<Tensor<4>> for $type {
            forward!(apply(Tensor<4>) -> Tensor<4>);
        }
    };
}

images! {
    /// Images brought to another size by their nearest pixels:
    /// [`torch.nn.UpsamplingNearest2d`](https://pytorch.org/docs/stable/generated/torch.nn.UpsamplingNearest2d.html). It is its
    /// own spec.
    UpsamplingNearest2d, Interpolation::Nearest
}

images! {
    /// Images brought to another size by lines between pixels, with aligned corners:
    /// [`torch.nn.UpsamplingBilinear2d`](https://pytorch.org/docs/stable/generated/torch.nn.UpsamplingBilinear2d.html). It is its
    /// own spec.
    UpsamplingBilinear2d, Interpolation::Multilinear { align_corners: true }
}

const fn output_shape<const D: usize>(name: &str, to: &Resize<D>, input: Shape) -> Result<Shape, Message> {
    if input.rank() != D + 1 {
        let takes = Message::new(name).text(" takes channels").text(axes::of_sizes(D));
        return Err(takes.text(", but gets ").shape(&input));
    }
    let (mut output, mut axis) = (input, 0);
    while axis < D {
        let Some(size) = to.output(axis, input.size(axis + 1)) else {
            return Err(Message::new(name).text(" leaves nothing of an axis, but gets ").shape(&input));
        };
        output = output.with(axis + 1, size);
        axis += 1;
    }
    Ok(output)
}

#[track_caller]
fn check<const N: usize, const D: usize>(layer: impl Fn() -> String, to: &Resize<D>, x: &Tensor<N>) {
    let shape = x.shape();
    fits!(
        x.place(),
        to.shape(shape).is_some(),
        "{}: expected an input of shape [batch, channels{}] that has elements before and behind, got {shape:?}",
        layer(),
        axes::listed(D)
    );
}

/// The setting in PyTorch's words.
fn resize<const D: usize>(to: Resize<D>) -> String {
    match to {
        Resize::Size(size) => format!("size={}", axes::setting(size)),
        Resize::ScaleFactor(factors) => format!("scale_factor={}", axes::setting(factors)),
    }
}

fn align_corners(mode: Interpolation) -> &'static str {
    match mode {
        Interpolation::Multilinear { align_corners: true } | Interpolation::Cubic { align_corners: true } => {
            ", align_corners=true"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::Interpolation;
    use crate::prelude::*;

    #[test]
    fn settings_are_printed() {
        let layer = Upsample::size([4, 5]).mode(Interpolation::Multilinear { align_corners: true });
        assert_eq!(layer.tree().to_string(), "Upsample(size=(4, 5), mode=linear, align_corners=true)");
        let layer = UpsamplingNearest2d::scale_factor([1.5, 1.5]);
        assert_eq!(layer.tree().to_string(), "UpsamplingNearest2d(scale_factor=1.5)");
    }

    #[test]
    fn both_layers_for_images_are_upsamplings() {
        let x = Tensor::<4>::from_fn([1, 2, 3, 4], |[_, c, h, w]| (c + 2 * h * w) as f32);
        let bilinear = Upsample::size([5, 7]).mode(Interpolation::Multilinear { align_corners: true });
        assert_eq!(UpsamplingBilinear2d::size([5, 7]).forward(x.clone()), bilinear.forward(x.clone()));
        let nearest = Upsample::scale_factor([2.0, 3.0]).forward(x.clone());
        assert_eq!(UpsamplingNearest2d::scale_factor([2.0, 3.0]).forward(x), nearest);
    }
}
