//! Folders of images.

use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use nn_core::data::image_folder;

use super::reader::{Outcome, Reader};

/// The side of the images that are asked for.
const SIZE: usize = 8;
/// What `image_folder` says of its memory: 12 bytes a pixel, of which there are 2,048 times the file and 1,048,576;
/// and the file itself, with the decoder's tables.
const MEMORY: (usize, usize) = (12 * 2048 + 4, 12 * (1 << 20) + (1 << 20));

pub(super) fn png() -> Reader {
    let kinds = [
        DynamicImage::from(picture()),
        picture_in(DynamicImage::into_luma8),
        picture_in(DynamicImage::into_luma_alpha16),
        picture_in(DynamicImage::into_rgba8),
    ];
    let files = kinds.iter().map(|kind| ("a/1.png", encoded(kind, ImageFormat::Png))).collect();
    reader("png", files, ImageFormat::Png, repair)
}

pub(super) fn jpeg() -> Reader {
    let kinds = [DynamicImage::from(picture()), picture_in(DynamicImage::into_luma8)];
    let files = kinds.iter().map(|kind| ("a/1.jpg", encoded(kind, ImageFormat::Jpeg))).collect();
    reader("jpeg", files, ImageFormat::Jpeg, |_, _| {})
}

fn picture() -> RgbImage {
    RgbImage::from_fn(20, 17, |x, y| Rgb([(x * y) as u8, (x * 7) as u8, (y * 11) as u8]))
}

fn picture_in<P>(kind: fn(DynamicImage) -> P) -> DynamicImage
where
    DynamicImage: From<P>,
{
    kind(DynamicImage::ImageRgb8(picture())).into()
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), format).expect("the picture is encoded");
    bytes
}

fn reader(
    name: &'static str,
    files: Vec<(&'static str, Vec<u8>)>,
    format: ImageFormat,
    repair: fn(&[u8], &mut Vec<u8>),
) -> Reader {
    let blank = DynamicImage::from(RgbImage::new(2000, 1500));
    let dense = vec![encoded(&blank, format)];
    Reader { name, files, dense, beside: vec![], repair, memory: MEMORY, read: Box::new(read) }
}

fn read(folder: &Path) -> Outcome {
    let Ok(data) = image_folder(folder, SIZE) else { return Outcome::Refused };
    let whole = data.inputs().shape() == [1, 3, SIZE, SIZE] && data.labels().as_slice() == [0];
    match whole && data.inputs().as_slice().iter().all(|value| (0.0..=1.0).contains(value)) {
        true => Outcome::Read,
        false => Outcome::Wrong(format!("the image became {data:?}")),
    }
}

/// Gives each chunk of a PNG the checksum of its contents.
fn repair(_: &[u8], damaged: &mut Vec<u8>) {
    let mut at = 8;
    while let Some(length) = damaged.get(at..).and_then(|rest| rest.first_chunk()).copied() {
        let end = at + 8 + u32::from_be_bytes(length) as usize;
        if end + 4 > damaged.len() {
            break;
        }
        let sum = crc32fast::hash(&damaged[at + 4..end]);
        damaged[end..end + 4].copy_from_slice(&sum.to_be_bytes());
        at = end + 4;
    }
}
