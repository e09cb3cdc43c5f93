//! Changes of images, with the names, arguments and defaults of
//! [torchvision's](https://docs.pytorch.org/vision/0.23/transforms.html): plain values that compose, since a tuple of
//! transforms is one.
//!
//! An image is a `Tensor<3>` of shape `[channels, height, width]` with elements from 0 to 1. What is random is drawn from
//! the generator of the sample, so an epoch can be repeated, and each has other numbers. What is not random is a function
//! in [`functional`] as well, and gives what torchvision gives for tensors.
//!
//! ```
//! use nn_core::data::transforms::{
//!     ColorJitter, Normalize, RandomCrop, RandomHorizontalFlip, Resize, Transform,
//! };
//! use nn_core::data::{Rows, Source};
//! use nn_core::prelude::*;
//!
//! # fn main() -> nn_core::Result<()> {
//! let augment = (
//!     Resize::new([36, 36]),
//!     RandomCrop::new([32, 32]),
//!     RandomHorizontalFlip::new(0.5),
//!     ColorJitter::new().brightness(0.2).contrast(0.2),
//!     Normalize::new([0.5, 0.5, 0.5], [0.25, 0.25, 0.25]),
//! );
//! let images = Rows::new(Tensor::<4>::ones([10, 3, 50, 40]));
//! let augmented = images.map(move |image, rng| augment.apply(image, rng));
//! assert_eq!(augmented.get(0, &mut rng(0))?.shape(), [3, 32, 32]);
//! # Ok(())
//! # }
//! ```

mod color;
mod color_jitter;
mod crop;
mod flip;
mod hue;
mod mix_up;
mod normalize;
mod resize;
mod resized_crop;
mod rotation;

pub use color_jitter::ColorJitter;
pub use crop::{CenterCrop, RandomCrop};
pub use flip::{RandomHorizontalFlip, RandomVerticalFlip};
pub use mix_up::MixUp;
pub use normalize::Normalize;
pub use resize::Resize;
pub use resized_crop::RandomResizedCrop;
pub use rotation::{Interpolation, RandomRotation};

/// What the transforms do, as functions without anything random.
pub mod functional {
    pub use super::color::{adjust_brightness, adjust_contrast, adjust_saturation, rgb_to_grayscale};
    pub use super::crop::{center_crop, crop};
    pub use super::flip::{hflip, vflip};
    pub use super::hue::adjust_hue;
    pub use super::normalize::normalize;
    pub use super::resize::resize;
    pub use super::resized_crop::resized_crop;
    pub use super::rotation::rotate;
}

use crate::init::Generator;
use crate::tensor::Tensor;
use crate::tuples::for_each_tuple;

/// A change of an image `[channels, height, width]`. A tuple of them is one after the other: torchvision's `Compose`.
///
/// ```
/// use nn_core::data::transforms::{Normalize, Transform};
/// use nn_core::init::Generator;
/// use nn_core::prelude::*;
///
/// struct Invert;
///
/// impl Transform for Invert {
///     fn apply(&self, image: Tensor<3>, _: &mut Generator) -> Tensor<3> {
///         1.0 - image
///     }
/// }
///
/// let both = (Invert, Normalize::new([0.5], [0.5]));
/// assert_eq!(both.apply(Tensor::zeros([1, 2, 2]), &mut rng(0)), Tensor::ones([1, 2, 2]));
/// ```
#[doc(alias = "Compose")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no change of an image",
    label = "expected a transform, or a tuple of them"
)]
pub trait Transform: Send + Sync {
    /// The changed image; what is random is drawn from `rng`.
    fn apply(&self, image: Tensor<3>, rng: &mut Generator) -> Tensor<3>;
}

macro_rules! tuples {
    ($($name:ident $index:tt $($before:ident)?),*; $last:ident) => {
        impl<$($name: Transform),*> Transform for ($($name,)*) {
            fn apply(&self, image: Tensor<3>, rng: &mut Generator) -> Tensor<3> {
                $(let image = self.$index.apply(image, rng);)*
                image
            }
        }
    };
}

for_each_tuple!(tuples);

macro_rules! pointers {
    ($($pointer:ty),*) => {$(
        impl<T: Transform + ?Sized> Transform for $pointer {
            fn apply(&self, image: Tensor<3>, rng: &mut Generator) -> Tensor<3> {
                (**self).apply(image, rng)
            }
        }
    )*};
}

pointers!(&T, Box<T>, std::sync::Arc<T>);

/// Nothing, if there is none.
impl<T: Transform> Transform for Option<T> {
    fn apply(&self, image: Tensor<3>, rng: &mut Generator) -> Tensor<3> {
        match self {
            Some(transform) => transform.apply(image, rng),
            None => image,
        }
    }
}

/// A probability that was asked for.
#[track_caller]
fn probability(name: &str, p: f64) -> f64 {
    assert!((0.0..=1.0).contains(&p), "{name}: expected a probability within 0..=1, got {p}");
    p
}
