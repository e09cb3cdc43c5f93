//! Padding as layers. Each is its own spec.

use super::axes;
use super::forward::forward;
use super::layer::layer;
use super::spec::own_spec;
use crate::ops::Pad;
use crate::shape::{Message, Shape};
use crate::tensor::misfit;
use crate::{Forward, Tensor};

/// The layer `$type` that pads the last `$axes` axes with `$with`, from its fields.
macro_rules! padding {
    ($(#[$doc:meta])* $type:ident, $axes:literal, [$($value:ident)?], |$layer:ident| $with:expr) => {
        $(#[$doc])*
        ///
        /// # Shapes
        ///
        /// Each axis of `[batch, channels, ..]`, or without the batch, grows by what is added on its two sides; batch and
        /// channels stay.
        ///
        /// # Panics
        ///
        /// The forward, if an axis is too short to be padded so.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $type {
            padding: [usize; 2 * $axes],
            $($value: f32,)?
        }

        layer!(
            $type {} |layer| "padding={:?}{}",
            layer.padding,
            [String::new() $(, format!(", value={}", layer.$value))?].concat()
        );
        own_spec!($type);

        impl $type {
            /// A layer with as much on each side of each axis.
            pub const fn new(padding: usize $(, $value: f32)?) -> Self {
                $type { padding: [padding; 2 * $axes] $(, $value)? }
            }

            /// A layer with its own number for each side, from the last axis on: before it, after it, before the one before
            /// it, and so on.
            pub const fn sides(padding: [usize; 2 * $axes] $(, $value: f32)?) -> Self {
                $type { padding $(, $value)? }
            }

            /// The layer, which is its own spec.
            pub const fn spec(padding: usize $(, $value: f32)?) -> Self {
                Self::new(padding $(, $value)?)
            }

            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                output_shape(stringify!($type), $axes, &self.padding, self.with(), input)
            }

            const fn with(&self) -> Pad {
                let $layer = self;
                $with
            }

            #[track_caller]
            fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
                let sample = Shape::new(&x.shape()[N - $axes - 1..]);
                if let Err(message) = output_shape("it", $axes, &self.padding, self.with(), sample) {
                    misfit(x.place(), format_args!("{}: {}", self.describe(), message.as_str()));
                }
                x.pad_with(self.padding, self.with())
            }
        }

        impl Forward<Tensor<{ $axes + 2 }>> for $type {
            forward!(apply(Tensor<{ $axes + 2 }>) -> Tensor<{ $axes + 2 }>);
        }

        #[diagnostic::do_not_recommend]
        impl Forward<Tensor<{ $axes + 1 }>> for $type {
            forward!(apply(Tensor<{ $axes + 1 }>) -> Tensor<{ $axes + 1 }>);
        }
    };
}

/// A kind of padding over sequences, images and volumes.
macro_rules! paddings {
    ($($name:literal, $url:literal, [$($value:ident)?], $what:literal, |$layer:ident| $with:expr,
        $one:ident $two:ident $three:ident;)*) => {$(
        padding! {
            #[doc = concat!(
                $what, " before and after sequences: [`torch.nn.", $name, "1d`]",
                "(https://pytorch.org/docs/stable/generated/torch.nn.", $name, "1d.html)."
            )]
            $one, 1, [$($value)?], |$layer| $with
        }
        padding! {
            #[doc = concat!(
                $what, " around images: [`torch.nn.", $name, "2d`]",
                "(https://pytorch.org/docs/stable/generated/torch.nn.", $name, "2d.html)."
            )]
            $two, 2, [$($value)?], |$layer| $with
        }
        padding! {
            #[doc = concat!(
                $what, " around volumes: [`torch.nn.", $name, "3d`]",
                "(https://pytorch.org/docs/stable/generated/torch.nn.", $name, "3d.html)."
            )]
            $three, 3, [$($value)?], |$layer| $with
        }
    )*};
}

paddings! {
    "ZeroPad", "ZeroPad", [], "Zeros", |_layer| Pad::Constant(0.0), ZeroPad1d ZeroPad2d ZeroPad3d;
    "ConstantPad", "ConstantPad", [value], "A value", |layer| Pad::Constant(layer.value),
        ConstantPad1d ConstantPad2d ConstantPad3d;
    "ReflectionPad", "ReflectionPad", [], "A mirror image", |_layer| Pad::Reflection,
        ReflectionPad1d ReflectionPad2d ReflectionPad3d;
    "ReplicationPad", "ReplicationPad", [], "The outermost elements again", |_layer| Pad::Replication,
        ReplicationPad1d ReplicationPad2d ReplicationPad3d;
    "CircularPad", "CircularPad", [], "The elements of the other side", |_layer| Pad::Circular,
        CircularPad1d CircularPad2d CircularPad3d;
}

const fn output_shape(
    name: &str,
    axes: usize,
    padding: &[usize],
    with: Pad,
    input: Shape,
) -> Result<Shape, Message> {
    if let Err(message) = axes::channels(name, axes, &input) {
        return Err(message);
    }
    let (mut output, mut side) = (input, 0);
    while side < padding.len() {
        let axis = input.rank() - 1 - side / 2;
        let (size, most) = (output.size(axis), with.most(input.size(axis)));
        if padding[side] > 0 && padding[side] > most {
            let adds = Message::new(name).text(" adds ").number(padding[side]).text(" on a side, but gets ");
            return Err(adds.shape(&input).text(", which takes no more than ").number(most));
        }
        output = output.with(axis, size.saturating_add(padding[side]));
        side += 1;
    }
    Ok(output)
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::shape::Shape;

    #[test]
    fn settings_are_printed() {
        assert_eq!(ConstantPad1d::new(2, 0.5).tree().to_string(), "ConstantPad1d(padding=[2, 2], value=0.5)");
        assert_eq!(ZeroPad2d::sides([1, 2, 3, 4]).tree().to_string(), "ZeroPad2d(padding=[1, 2, 3, 4])");
    }

    #[test]
    fn specs_know_what_is_too_much() {
        let message = |shape: &[usize]| ReflectionPad2d::new(2).output_shape(Shape::new(shape)).unwrap_err();
        assert_eq!(
            message(&[3, 2, 9]).as_str(),
            "ReflectionPad2d adds 2 on a side, but gets [3, 2, 9], which takes no more than 1"
        );
        assert_eq!(
            message(&[2, 9]).as_str(),
            "ReflectionPad2d takes channels of a height and a width, but gets [2, 9]"
        );
    }
}
