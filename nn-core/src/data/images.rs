//! Images that are read when they are asked for.

use std::path::Path;

use super::image::{CHANNELS, Coded, Memory};
use super::image_folder::Listing;
use super::{Sampler, Source, WeightedRandomSampler};
use crate::error::{Error, Result};
use crate::init::Generator;
use crate::state::read_file;
use crate::tensor::Tensor;

/// What all threads together may hold decoded.
static DECODED: Memory = Memory::new();

/// Reads a JPEG or PNG file: a tensor of shape `[3, height, width]`, red, green and blue from 0 to 1.
///
/// Needs the cargo feature `images`. How large images may be is said at [`image_folder`](super::image_folder); what all
/// threads together decode at a time is no more than the largest may have, and the tensor takes 12 bytes a pixel.
///
/// # Errors
///
/// If the file cannot be read, is no image, is damaged, cut off or too large: with its path.
#[doc(alias("imread", "decode_image", "ToTensor"))]
pub fn read_image(path: impl AsRef<Path>) -> Result<Tensor<3>> {
    let path = path.as_ref();
    let file = read_file(path, "an image")?;
    let read = || {
        let coded = Coded::new(&file)?;
        let _taken = DECODED.take(coded.pixels());
        Ok(coded.decode()?.planes())
    };
    let ([height, width], planes) = read().map_err(|message: String| Error::format(path, None, message))?;
    Ok(Tensor::new([CHANNELS, height, width], planes))
}

/// A folder with a sub-folder for each class, as [`image_folder`](super::image_folder) reads it, but as a source: each image
/// is decoded when it is asked for, in its own size. A sample is an image `[3, height, width]` with its label.
///
/// Needs the cargo feature `images`.
///
/// ```no_run
/// use nn_core::data::transforms::{RandomHorizontalFlip, RandomResizedCrop, Transform};
/// use nn_core::data::{ImageFolder, Loader, Source};
///
/// # fn main() -> nn_core::Result<()> {
/// let folder = ImageFolder::open("signs")?;
/// let sampler = folder.balanced(folder.len())?;
/// let augment = (RandomResizedCrop::new([64, 64]), RandomHorizontalFlip::new(0.5));
/// let images = folder.map(move |(image, label), rng| (augment.apply(image, rng), label));
/// for batch in Loader::new(images, 32).sampler(sampler).workers(2).batches_at(7, 0) {
///     let (images, labels) = batch?;
///     assert_eq!(images.shape(), [labels.len(), 3, 64, 64]);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ImageFolder(Listing);

impl ImageFolder {
    /// The images of a folder, none of them read yet.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read or has no sub-folder, if the name of a sub-folder is not UTF-8, or if a sub-folder has
    /// no image.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Ok(ImageFolder(Listing::of(path.as_ref())?))
    }

    /// The names of the classes, in the order of their labels.
    pub fn class_names(&self) -> &[String] {
        &self.0.names
    }

    /// The label of each image.
    pub fn labels(&self) -> Vec<usize> {
        self.0.files.iter().map(|(_, label)| *label).collect()
    }

    /// The file of an image.
    ///
    /// # Panics
    ///
    /// If there is no such image.
    #[track_caller]
    pub fn path(&self, index: usize) -> &Path {
        let images = self.0.files.len();
        assert!(index < images, "ImageFolder: there is no image {index}, expected one in 0..{images}");
        &self.0.files[index].0
    }

    /// Draws so many images in each epoch, of each class as many, on average.
    ///
    /// # Errors
    ///
    /// If there are no images.
    pub fn balanced(&self, num_samples: usize) -> Result<impl Sampler + Clone + use<>> {
        WeightedRandomSampler::balanced(&self.labels(), num_samples)
    }
}

impl Source for ImageFolder {
    type Item = (Tensor<3>, usize);

    fn len(&self) -> usize {
        self.0.files.len()
    }

    fn get(&self, index: usize, _: &mut Generator) -> Result<Self::Item> {
        let (path, label) = &self.0.files[index];
        Ok((read_image(path)?, *label))
    }
}
