//! `Unfold` and `Fold`. Each is its own spec.

use super::axes;
use super::forward::forward;
use super::layer::layer;
use super::spec::{axis_setters, own_spec, setters};
use crate::ops::Patches;
use crate::shape::{Message, Shape};
use crate::tensor::fits;
use crate::{Forward, Tensor};

/// The patches of images, each as a column:
/// [`torch.nn.Unfold`](https://pytorch.org/docs/stable/generated/torch.nn.Unfold.html). It is its own spec.
///
/// # Shapes
///
/// `[batch, channels, height, width]`, or without the batch, to
/// `[batch, channels · kernel_height · kernel_width, patches]`.
///
/// # Panics
///
/// The forward, if not one patch fits, or a kernel size, stride or dilation is 0.
///
/// ```
/// use nn_core::prelude::*;
///
/// // The patches of a vision transformer.
/// let patches = Unfold::new(4).stride(4);
/// assert_eq!(patches.forward(Tensor::<4>::zeros([2, 3, 32, 32])).shape(), [2, 48, 64]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unfold {
    patches: Patches,
}

layer!(Unfold {} | layer | "{}", settings(&layer.patches));
own_spec!(Unfold);

/// The settings of patches, on `Unfold` and on `Fold`.
macro_rules! patches {
    ($type:ty) => {
        setters!($type {
            /// Sets the height and the width of a patch.
            kernel_size: [usize; 2] => patches.kernel_size,
        });

        axis_setters!(2 $type, [patches] {
            /// Sets how far the elements of a patch are apart; by default 1.
            dilation dilation_hw dilation_dhw,
            /// Sets the zeros on each side of an image; by default 0.
            padding padding_hw padding_dhw,
            /// Sets how far it is from one patch to the next; by default 1.
            stride stride_hw stride_dhw,
        });
    };
}

patches!(Unfold);

impl Unfold {
    /// A layer of square patches, one at every place.
    pub const fn new(kernel_size: usize) -> Self {
        Unfold { patches: Patches::new([kernel_size; 2]) }
    }

    /// The layer, which is its own spec.
    pub const fn spec(kernel_size: usize) -> Self {
        Self::new(kernel_size)
    }

    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        if input.rank() != 3 {
            let takes = Message::new("Unfold takes channels of a height and a width, but gets ");
            return Err(takes.shape(&input));
        }
        let Some([down, along]) = self.patches.count([input.size(1), input.size(2)]) else {
            return Err(Message::new("Unfold finds no patch, but gets ").shape(&input));
        };
        let features = input.size(0).saturating_mul(self.patches.len());
        Ok(Shape::new(&[features, down.saturating_mul(along)]))
    }

    #[track_caller]
    fn apply(&self, x: Tensor<4>) -> Tensor<3> {
        self.check(&x);
        x.unfold(self.patches)
    }

    #[track_caller]
    fn apply_to_sample(&self, x: Tensor<3>) -> Tensor<2> {
        self.check(&x);
        x.insert_axis(0).unfold(self.patches).remove_axis(0)
    }

    #[track_caller]
    fn check<const N: usize>(&self, x: &Tensor<N>) {
        let shape = x.shape();
        fits!(
            x.place(),
            self.patches.count([shape[N - 2], shape[N - 1]]).is_some(),
            "{}: expected an input of shape [{}channels{}], got {shape:?}",
            self.describe(),
            if N == 4 { "batch, " } else { "" },
            axes::at_least([self.patches.window(0).least_size(), self.patches.window(1).least_size()])
        );
    }
}

impl Forward<Tensor<4>> for Unfold {
    forward!(apply(Tensor<4>) -> Tensor<3>);
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<3>> for Unfold {
    forward!(apply_to_sample(Tensor<3>) -> Tensor<2>);
}

/// Images of which the columns are the patches, with the sums of the elements that meet in one place:
/// [`torch.nn.Fold`](https://pytorch.org/docs/stable/generated/torch.nn.Fold.html). It is its own spec.
///
/// # Shapes
///
/// `[batch, channels · kernel_height · kernel_width, patches]`, or without the batch, to
/// `[batch, channels, *output_size]`.
///
/// # Panics
///
/// The forward, if images of that size have another number of patches, or the channels are no multiple of a patch.
///
/// ```
/// use nn_core::prelude::*;
///
/// let (unfold, fold) = (Unfold::new(4).stride(4), Fold::new([32, 32], 4).stride(4));
/// let x = Tensor::<4>::from_fn([2, 3, 32, 32], |[n, c, h, w]| (n + c + h + w) as f32);
/// assert_eq!(fold.forward(unfold.forward(x.clone())), x);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fold {
    output_size: [usize; 2],
    patches: Patches,
}

layer!(Fold {} | layer | "output_size={}, {}", axes::setting(layer.output_size), settings(&layer.patches));
own_spec!(Fold);

patches!(Fold);

impl Fold {
    /// A layer that gives images of this height and width, of square patches at every place.
    pub const fn new(output_size: [usize; 2], kernel_size: usize) -> Self {
        Fold { output_size, patches: Patches::new([kernel_size; 2]) }
    }

    /// The layer, which is its own spec.
    pub const fn spec(output_size: [usize; 2], kernel_size: usize) -> Self {
        Self::new(output_size, kernel_size)
    }

    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        if input.rank() == 2 && self.takes(input.size(0), input.size(1)) {
            return Ok(Shape::new(&[
                input.size(0) / self.patches.len(),
                self.output_size[0],
                self.output_size[1],
            ]));
        }
        let takes = Message::new("Fold takes the patches of ").shape(&Shape::new(&self.output_size));
        Err(takes.text(", but gets ").shape(&input))
    }

    /// Whether these are whole patches of an image of the output's size.
    const fn takes(&self, features: usize, columns: usize) -> bool {
        match self.patches.count(self.output_size) {
            Some([down, along]) => {
                down.saturating_mul(along) == columns && features.is_multiple_of(self.patches.len())
            }
            None => false,
        }
    }

    #[track_caller]
    fn apply(&self, x: Tensor<3>) -> Tensor<4> {
        self.check(&x);
        x.fold(self.output_size, self.patches)
    }

    #[track_caller]
    fn apply_to_sample(&self, x: Tensor<2>) -> Tensor<3> {
        self.check(&x);
        x.insert_axis(0).fold(self.output_size, self.patches).remove_axis(0)
    }

    #[track_caller]
    fn check<const N: usize>(&self, x: &Tensor<N>) {
        let shape = x.shape();
        let count =
            self.patches.count(self.output_size).map_or(0, |[down, along]| down.saturating_mul(along));
        fits!(
            x.place(),
            self.takes(shape[N - 2], shape[N - 1]),
            "{}: expected an input of shape [{}channels · {}, {count}], got {shape:?}",
            self.describe(),
            if N == 3 { "batch, " } else { "" },
            self.patches.len()
        );
    }
}

impl Forward<Tensor<3>> for Fold {
    forward!(apply(Tensor<3>) -> Tensor<4>);
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<2>> for Fold {
    forward!(apply_to_sample(Tensor<2>) -> Tensor<3>);
}

/// The settings in PyTorch's words.
fn settings(patches: &Patches) -> String {
    let Patches { kernel_size, dilation, padding, stride } = *patches;
    let [kernel_size, dilation, padding, stride] =
        [kernel_size, dilation, padding, stride].map(axes::setting);
    format!("kernel_size={kernel_size}, dilation={dilation}, padding={padding}, stride={stride}")
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::shape::Shape;

    #[test]
    fn settings_are_printed() {
        let unfold = Unfold::new(3).stride_hw([2, 1]);
        assert_eq!(unfold.tree().to_string(), "Unfold(kernel_size=3, dilation=1, padding=0, stride=(2, 1))");
        let fold = Fold::new([4, 5], 2).padding(1);
        let printed = "Fold(output_size=(4, 5), kernel_size=2, dilation=1, padding=1, stride=1)";
        assert_eq!(fold.tree().to_string(), printed);
    }

    #[test]
    fn specs_know_what_does_not_fit() {
        let message = Fold::new([4, 4], 2).output_shape(Shape::new(&[8, 3])).unwrap_err();
        assert_eq!(message.as_str(), "Fold takes the patches of [4, 4], but gets [8, 3]");
        let message = Unfold::new(5).output_shape(Shape::new(&[1, 4, 9])).unwrap_err();
        assert_eq!(message.as_str(), "Unfold finds no patch, but gets [1, 4, 9]");
    }
}
