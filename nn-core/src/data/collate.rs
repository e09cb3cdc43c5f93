//! Samples put together into a batch.

use crate::autodiff::Place;
use crate::error::{Error, Result};
use crate::storage::{Element, SharedStorage, scratch};
use crate::tensor::{FromStorage, Placed, Rank, Tensor};
use crate::tuples::for_each_tuple;

/// A sample that becomes a batch with others of its kind: PyTorch's `collate_fn`.
///
/// | sample | batch |
/// |---|---|
/// | `Tensor<N, A>` | `Tensor<N + 1, A>`, along a new first axis; all of one shape |
/// | `f32`, `f64`, `i64`, `usize`, `bool` | `Tensor<1, _>` |
/// | `(A, B, ..)` | a tuple of the batches |
/// | [`Sequence`](super::Sequence) | [`Sequences`](super::Sequences), filled up to the longest |
/// | `String` | `Vec<String>` |
///
/// A struct of your own puts its fields together:
///
/// ```
/// use nn_core::data::Collate;
/// use nn_core::prelude::*;
///
/// struct Document {
///     image: Tensor<3>,
///     title: String,
/// }
///
/// struct Documents {
///     images: Tensor<4>,
///     titles: Vec<String>,
/// }
///
/// impl Collate for Document {
///     type Batch = Documents;
///
///     fn collate(samples: Vec<Self>) -> nn_core::Result<Documents> {
///         let (images, titles) = samples.into_iter().map(|sample| (sample.image, sample.title)).unzip();
///         Ok(Documents { images: Collate::collate(images)?, titles })
///     }
/// }
/// ```
#[doc(alias = "collate_fn")]
#[doc(alias = "default_collate")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no sample that can be put into a batch",
    label = "expected a tensor, a number, a `Sequence`, a `String`, or a tuple of these",
    note = "`impl Collate for` your type says what a batch of it is"
)]
pub trait Collate: Sized + Send {
    /// What samples become together.
    type Batch: Send + 'static;

    /// The batch of some samples, of which there is at least one.
    ///
    /// # Errors
    ///
    /// If they do not go together: an [`Error::sample`] with the position of one of them, in whose place a loader puts
    /// its index.
    fn collate(samples: Vec<Self>) -> Result<Self::Batch>;
}

impl<const N: usize, A: Element> Collate for Tensor<N, A>
where
    Self: Rank<Element = A>,
    <Self as Rank>::Larger: Send + 'static,
{
    type Batch = <Self as Rank>::Larger;

    fn collate(samples: Vec<Self>) -> Result<Self::Batch> {
        let shape = samples.first().map_or([0; N], Tensor::shape);
        let other = samples.iter().enumerate().find(|(_, sample)| sample.shape() != shape);
        if let Some((i, sample)) = other {
            let message = format!(
                "has shape {:?}, but the first of the batch has {shape:?}: bring them to one shape, or take a `Sequence`",
                sample.shape()
            );
            return Err(Error::sample(i, Error::setting(message)));
        }
        let size: usize = shape.iter().product();
        let mut elements = scratch(samples.len() * size);
        for (row, sample) in samples.iter().enumerate() {
            elements[row * size..][..size].copy_from_slice(sample.as_slice());
        }
        Ok(tensor(&[&[samples.len()], &shape[..]].concat(), elements))
    }
}

/// A tensor whose rank is known from its type.
pub(super) fn tensor<A: Element, T: FromStorage<A>>(shape: &[usize], elements: Vec<A>) -> T {
    T::with_storage(shape, SharedStorage::new(elements), Placed(Place::Off))
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Collate for $number {
            type Batch = Tensor<1, $number>;

            fn collate(samples: Vec<Self>) -> Result<Self::Batch> {
                Ok(samples.into())
            }
        }
    )*};
}

numbers!(f32, f64, i64, usize, bool);

impl Collate for String {
    type Batch = Vec<String>;

    fn collate(samples: Vec<Self>) -> Result<Self::Batch> {
        Ok(samples)
    }
}

macro_rules! tuples {
    ($($name:ident $index:tt $($before:ident)?),*; $last:ident) => {
        impl<$($name: Collate),*> Collate for ($($name,)*) {
            type Batch = ($($name::Batch,)*);

            fn collate(samples: Vec<Self>) -> Result<Self::Batch> {
                let mut columns = ($(Vec::<$name>::with_capacity(samples.len()),)*);
                for sample in samples {
                    $(columns.$index.push(sample.$index);)*
                }
                Ok(($($name::collate(columns.$index)?,)*))
            }
        }
    };
}

for_each_tuple!(tuples);
