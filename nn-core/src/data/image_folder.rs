//! Folders of images.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use image::imageops::FilterType;
use image::{ImageFormat, ImageReader, RgbImage};
use rayon::prelude::*;

use super::Dataset;
use crate::error::{Error, Result};
use crate::tensor::Tensor;

const CHANNELS: usize = 3;

/// Reads a folder with a sub-folder for each class, named after it, which holds the images of that class. The
/// inputs have shape (images, 3, `size`, `size`): red, green and blue from 0 to 1. The classes are in the
/// alphabetical order of their folders, as in torchvision's `ImageFolder`.
///
/// Images are the `.jpg`, `.jpeg` and `.png` files, in capitals or not; hidden files, other files and deeper
/// folders are passed over. Each image is resized to `size` × `size`, whatever its proportions, by linear
/// interpolation over the area that a pixel covers. Several threads decode.
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
/// If the folder cannot be read or has no sub-folder, if a sub-folder has no image, or if a file that is
/// called an image is none: with its path.
pub fn image_folder(path: impl AsRef<Path>, size: usize) -> Result<Dataset<4>> {
    let path = path.as_ref();
    if size == 0 {
        return Err(Error::Setting("image_folder: images cannot be resized to 0 pixels".to_owned()));
    }
    let folders = classes(path)?;
    let files = images(&folders)?;
    // In order, so that of several unreadable images always the same one is reported.
    let loaded: Vec<Result<Vec<f32>>> = files.par_iter().map(|(file, _)| load(file, size)).collect();
    let mut pixels = Vec::with_capacity(files.len() * CHANNELS * size * size);
    for image in loaded {
        pixels.extend(image?);
    }
    let labels: Vec<usize> = files.iter().map(|(_, class)| *class).collect();
    let inputs = Tensor::new([files.len(), CHANNELS, size, size], pixels);
    Dataset::new(inputs, labels.into(), folders.len())?.with_class_names(folders.iter().map(|f| name(f)))
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

fn is_image(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    ["jpg", "jpeg", "png"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

fn load(path: &Path, size: usize) -> Result<Vec<f32>> {
    // By the contents: a PNG that is called .jpg is read all the same.
    let file = File::open(path).map_err(|error| Error::io("read", path, error))?;
    let reader = ImageReader::new(BufReader::new(file)).with_guessed_format();
    let reader = reader.map_err(|error| Error::io("read", path, error))?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png)) {
        return Err(Error::format(path, None, "is no image: its contents are neither JPEG nor PNG"));
    }
    let image = reader.decode().map_err(|error| {
        Error::format(path, None, format!("is a damaged image ({error}): remove it or take another copy"))
    })?;
    let side = u32::try_from(size)
        .map_err(|_| Error::Setting(format!("image_folder: {size} pixels are too many")))?;
    Ok(planes(&image.resize_exact(side, side, FilterType::Triangle).into_rgb8()))
}

/// The three colours one after the other, from 0 to 1.
fn planes(image: &RgbImage) -> Vec<f32> {
    let mut planes = Vec::with_capacity(image.len());
    for channel in 0..CHANNELS {
        planes.extend(image.as_raw().iter().skip(channel).step_by(CHANNELS).map(|v| f32::from(*v) / 255.0));
    }
    planes
}
