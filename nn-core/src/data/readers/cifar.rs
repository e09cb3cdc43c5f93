//! The binary version of CIFAR.

use std::path::Path;

use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::state::read_file;
use crate::tensor::Tensor;

const SIDE: usize = 32;
const PIXELS: usize = 3 * SIDE * SIDE;
const NAMES: [&str; 10] =
    ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

/// Reads the binary version of [CIFAR-10](https://www.cs.toronto.edu/~kriz/cifar.html), files such as `data_batch_1.bin`:
/// for each image a byte with its label, and 3,072 with its pixels. The inputs have shape `[samples, 3, 32, 32]`, from 0 to
/// 1; files stand one after the other.
///
/// ```no_run
/// use nn_core::data;
///
/// # fn main() -> nn_core::Result<()> {
/// let files: Vec<String> = (1..=5).map(|i| format!("cifar-10-batches-bin/data_batch_{i}.bin")).collect();
/// let train = data::cifar10(&files)?;
/// let test = data::cifar10(["cifar-10-batches-bin/test_batch.bin"])?;
/// # Ok(())
/// # }
/// ```
///
/// It takes no more memory than 9 times the files, and 1 MiB.
///
/// # Errors
///
/// If a file cannot be read, does not have whole images, or has a label that is not below 10.
#[doc(alias = "CIFAR10")]
pub fn cifar10<P: AsRef<Path>>(files: impl IntoIterator<Item = P>) -> Result<Dataset<4>> {
    read(files, 1, 10)?.with_class_names(NAMES)
}

/// Reads the binary version of [CIFAR-100](https://www.cs.toronto.edu/~kriz/cifar.html), `train.bin` and `test.bin`: as
/// [`cifar10`], with two labels for each image, of which the second, the finer one, is taken. The names of the classes are
/// in `fine_label_names.txt` beside them: [`lines`](super::lines) reads it for
/// [`with_class_names`](Dataset::with_class_names).
///
/// # Errors
///
/// As of [`cifar10`], with 100 classes.
#[doc(alias = "CIFAR100")]
pub fn cifar100<P: AsRef<Path>>(files: impl IntoIterator<Item = P>) -> Result<Dataset<4>> {
    read(files, 2, 100)
}

/// The images of files, each behind so many labels, of which the last is taken.
fn read<P: AsRef<Path>>(
    files: impl IntoIterator<Item = P>,
    num_labels: usize,
    classes: usize,
) -> Result<Dataset<4>> {
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for path in files {
        let path = path.as_ref();
        let file = read_file(path, "a file of CIFAR")?;
        let damaged = |message| Error::format(path, None, message);
        let images = file.chunks_exact(num_labels + PIXELS);
        if file.is_empty() || !images.remainder().is_empty() {
            return Err(damaged(format!(
                "has {} bytes, expected {} for each image: it is cut off, or no binary version of CIFAR-{classes}",
                file.len(),
                num_labels + PIXELS
            )));
        }
        pixels.reserve_exact(images.len() * PIXELS);
        for (i, image) in images.enumerate() {
            let (of_image, values) = image.split_at(num_labels);
            let label = usize::from(of_image[num_labels - 1]);
            if label >= classes {
                return Err(damaged(format!(
                    "image {i} has the label {label}, expected one below {classes}"
                )));
            }
            labels.push(label);
            pixels.extend(values.iter().map(|value| f32::from(*value) / 255.0));
        }
    }
    Dataset::new(Tensor::new([labels.len(), 3, SIDE, SIDE], pixels), labels.into(), classes)
}
