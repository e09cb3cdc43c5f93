//! Folders of images.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Dataset;
use super::image::{CHANNELS, Coded, Memory};
use crate::error::{Error, Result};
use crate::state::read_file;
use crate::tensor::{Tensor, fits_memory};

/// Reads a folder with a sub-folder for each class, named after it, which holds the images of that class. The
/// inputs have shape (images, 3, `size`, `size`): red, green and blue from 0 to 1. The classes are in the
/// alphabetical order of their folders, as in torchvision's `ImageFolder`.
///
/// Images are the `.jpg`, `.jpeg` and `.png` files, in capitals or not; hidden files, other files and deeper
/// folders are passed over. Each image is resized to `size` × `size`, whatever its proportions, by linear
/// interpolation over the area that a pixel covers. Several threads decode.
///
/// An image may have sides of 65,535 pixels, 67,108,864 (8192 × 8192) pixels in all, and 1,048,576 more than 2,048
/// times the bytes of its file; what all threads together hold decoded is no more than the largest may have. Each
/// pixel takes 4 bytes, of a progressive JPEG up to 12, so that decoding never takes more than 0.8 GB.
///
/// Needs the cargo feature `images`.
///
/// ```no_run
/// use nn_core::data;
///
/// # fn main() -> nn_core::Result<()> {
/// let signs = data::image_folder("signs", 32)?;
/// println!("{} images of {:?}", signs.len(), signs.class_names());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// If the folder cannot be read or has no sub-folder, if the name of a sub-folder is not UTF-8, if a sub-folder has
/// no image, if a file that is called an image is none, is damaged, cut off or too large, or if there is no memory for
/// the images in this size: with its path.
#[doc(alias = "ImageFolder")]
pub fn image_folder(path: impl AsRef<Path>, size: usize) -> Result<Dataset<4>> {
    let path = path.as_ref();
    if size == 0 {
        return Err(Error::setting("image_folder: images cannot be resized to 0 pixels".to_owned()));
    }
    let Listing { files, names } = Listing::of(path)?;
    let shape = [files.len(), CHANNELS, size, size];
    let mut pixels = room(shape)?;
    let memory = Memory::new();
    let parts = pixels.par_chunks_exact_mut(CHANNELS * size * size).zip(&files);
    // In order, so that of several unreadable images always the same one is reported.
    let loaded: Vec<Result<()>> =
        parts.map(|(planes, (file, _))| load(file, size, planes, &memory)).collect();
    loaded.into_iter().collect::<Result<()>>()?;
    let labels: Vec<usize> = files.iter().map(|(_, class)| *class).collect();
    Dataset::new(Tensor::new(shape, pixels), labels.into(), names.len())?.with_class_names(names)
}

/// What a folder holds, none of it read yet.
#[derive(Clone, Debug)]
pub(super) struct Listing {
    /// The images, each with its label.
    pub(super) files: Vec<(PathBuf, usize)>,
    /// The names of the classes.
    pub(super) names: Vec<String>,
}

impl Listing {
    pub(super) fn of(path: &Path) -> Result<Self> {
        let folders = classes(path)?;
        let names = folders.iter().map(|folder| class_name(folder)).collect::<Result<_>>()?;
        Ok(Listing { files: images(&folders)?, names })
    }
}

/// Zeros for all images, if there is memory for them.
fn room(shape: [usize; 4]) -> Result<Vec<f32>> {
    let mut pixels = Vec::new();
    let len = if fits_memory::<f32>(&shape) { shape.iter().product() } else { usize::MAX };
    pixels.try_reserve_exact(len).map_err(|_| {
        let [images, _, size, _] = shape;
        Error::setting(format!(
            "image_folder: there is no memory for {images} images of {size}x{size} pixels: take a smaller size"
        ))
    })?;
    pixels.resize(len, 0.0);
    Ok(pixels)
}

/// The sub-folders, one for each class.
fn classes(path: &Path) -> Result<Vec<PathBuf>> {
    let folders: Vec<PathBuf> = visible(path)?.into_iter().filter(|entry| entry.is_dir()).collect();
    if folders.is_empty() {
        let message = "holds no sub-folders, expected one for each class, with the images of that class";
        return Err(Error::format(path, None, message));
    }
    Ok(folders)
}

/// The images of all classes, each with its label.
fn images(folders: &[PathBuf]) -> Result<Vec<(PathBuf, usize)>> {
    let mut files = Vec::new();
    for (class, folder) in folders.iter().enumerate() {
        let images = visible(folder)?.into_iter().filter(|entry| is_image(entry) && !entry.is_dir());
        let before = files.len();
        files.extend(images.map(|image| (image, class)));
        if files.len() == before {
            let message = "holds no .jpg, .jpeg or .png file, expected a class's images";
            return Err(Error::format(folder, None, message));
        }
    }
    Ok(files)
}

/// What stands in a folder, sorted, without hidden entries.
fn visible(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| Error::io("read", folder, error))?;
    let paths: std::io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.map_err(|error| Error::io("read", folder, error))?;
    paths.retain(|path| !name(path).starts_with('.'));
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

/// The name of a class is kept as text, in which two names that are no text could become one.
fn class_name(folder: &Path) -> Result<String> {
    let name = folder.file_name().unwrap_or_default().to_str();
    let message = "is a class whose name is not valid UTF-8: rename the folder";
    name.map(str::to_owned).ok_or_else(|| Error::format(folder, None, message))
}

fn is_image(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    ["jpg", "jpeg", "png"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

fn load(path: &Path, size: usize, planes: &mut [f32], memory: &Memory) -> Result<()> {
    let file = read_file(path, "an image")?;
    let coded = Coded::new(&file).map_err(|message| Error::format(path, None, message))?;
    let _taken = memory.take(coded.pixels());
    coded.load(size, planes).map_err(|message| Error::format(path, None, message))
}
