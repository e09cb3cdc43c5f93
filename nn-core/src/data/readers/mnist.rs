//! MNIST and what comes in its format.

use std::path::Path;

use super::idx;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::tensor::Tensor;

/// Reads images and labels in the format of [MNIST](https://yann.lecun.com/exdb/mnist/), Fashion-MNIST and others: the
/// inputs have shape `[samples, 1, height, width]`, from 0 to 1. Without compression, or, with the cargo feature `gzip`,
/// as they are published.
///
/// ```no_run
/// use nn_core::data;
///
/// # fn main() -> nn_core::Result<()> {
/// let train = data::mnist("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")?;
/// println!("{} images of {} classes", train.len(), train.num_classes());
/// # Ok(())
/// # }
/// ```
///
/// There are as many classes as the labels have, at least 10.
///
/// # Errors
///
/// If a file is not what [`idx`] reads, of bytes; or if there are not as many labels as images.
#[doc(alias("MNIST", "FashionMNIST"))]
pub fn mnist(images: impl AsRef<Path>, labels: impl AsRef<Path>) -> Result<Dataset<4>> {
    let (images_path, labels_path) = (images.as_ref(), labels.as_ref());
    let images = idx::<3, f32>(images_path)?;
    let labels = idx::<1, usize>(labels_path)?;
    if let Some(value) = images.as_slice().iter().find(|value| !(0.0..=255.0).contains(*value)) {
        let message = format!("holds the number {value}, expected pixels from 0 to 255");
        return Err(Error::format(images_path, None, message));
    }
    let shape @ [samples, height, width] = images.shape();
    if samples != labels.len() {
        let message = format!(
            "holds {} labels, but there are {samples} images in {}",
            labels.len(),
            images_path.display()
        );
        return Err(Error::format(labels_path, None, message));
    }
    let classes = labels.as_slice().iter().max().map_or(0, |most| most + 1).max(10);
    if classes > MOST_CLASSES {
        let message = format!("holds the label {}, expected one below {MOST_CLASSES}", classes - 1);
        return Err(Error::format(labels_path, None, message));
    }
    let mut pixels = images.into_vec();
    pixels.iter_mut().for_each(|value| *value /= 255.0);
    debug_assert_eq!(shape.iter().product::<usize>(), pixels.len());
    Dataset::new(Tensor::new([samples, 1, height, width], pixels), labels, classes)
}

/// Each class has a name, so there may not be as many as a number of the file says.
const MOST_CLASSES: usize = 1 << 16;
