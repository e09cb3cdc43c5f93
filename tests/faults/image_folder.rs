//! Folders of images with mistakes.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use nn_core::data;

use super::Folder;

fn picture(color: [u8; 3], format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    RgbImage::from_pixel(10, 6, Rgb(color)).write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

fn red() -> Vec<u8> {
    picture([255, 0, 51], ImageFormat::Png)
}

fn error(files: &[(&str, &[u8])]) -> String {
    let folder = Folder::with(files);
    folder.message(data::image_folder(folder.path("images"), 4))
}

#[test]
fn a_good_folder_is_read_in_order() {
    let jpeg = picture([0, 0, 255], ImageFormat::Jpeg);
    let folder = Folder::with(&[
        ("images/b/2.PNG", &red()),
        ("images/b/10.jpeg", &jpeg),
        ("images/a/x.JPG", &jpeg),
        ("images/a/png.jpg", &red()),
        ("images/a/.hidden.jpg", b"no image"),
        ("images/a/notes.txt", b"no image"),
        ("images/.git/x.jpg", b"no image"),
        ("images/labels.csv", b"no image"),
    ]);
    let data = data::image_folder(folder.path("images"), 4).unwrap();
    assert_eq!(data.class_names(), ["a", "b"]);
    assert_eq!(data.labels().as_slice(), [0, 0, 1, 1]);
    assert_eq!(data.inputs().shape(), [4, 3, 4, 4]);
    let pixels = data.inputs().as_slice();
    let png = [vec![1.0; 16], vec![0.0; 16], vec![0.2; 16]].concat();
    assert_eq!(pixels[..48], png);
    assert_eq!(pixels[3 * 48..], png);
    assert!(pixels[48 + 32..2 * 48].iter().all(|blue| *blue > 0.95));
}

#[test]
fn a_file_that_is_no_image_is_named() {
    let message = error(&[("images/a/good.png", &red()), ("images/b/notes.jpg", b"dear diary, today")]);
    assert_eq!(message, "images/b/notes.jpg: is no image: its contents are neither JPEG nor PNG");
    assert_eq!(
        error(&[("images/a/x.jpg", b"")]),
        "images/a/x.jpg: is no image: its contents are neither JPEG nor PNG"
    );
    let gif = error(&[("images/a/x.jpg", b"GIF89a\x01\0\x01\0")]);
    assert_eq!(gif, "images/a/x.jpg: is no image: its contents are neither JPEG nor PNG");
}

#[test]
fn a_truncated_image_is_named_and_the_first_of_several() {
    let png = red();
    let cut = &png[..png.len() / 2];
    let message = error(&[("images/a/1.png", &png), ("images/a/2.png", cut), ("images/b/3.png", cut)]);
    assert!(message.starts_with("images/a/2.png: is a damaged image ("), "{message}");
    let jpeg = picture([9, 9, 9], ImageFormat::Jpeg);
    let message = error(&[("images/a/1.jpg", &jpeg[..40])]);
    assert!(message.starts_with("images/a/1.jpg: is a damaged image ("), "{message}");
}

#[test]
fn folders_without_classes_or_images_are_named() {
    assert!(error(&[]).starts_with("cannot read images: "));
    assert!(error(&[("images", b"")]).starts_with("cannot read images: "));
    let message = error(&[("images/1.png", &red())]);
    let expected = "images: holds no sub-folders, expected one for each class, with the images of that class";
    assert_eq!(message, expected);
    let message = error(&[("images/a/1.png", &red()), ("images/b/1.bmp", b"BM")]);
    assert_eq!(message, "images/b: holds no .jpg, .jpeg or .png file, expected a class's images");
}

#[test]
fn a_size_of_zero_is_refused() {
    let folder = Folder::with(&[("images/a/1.png", &red())]);
    let message = folder.message(data::image_folder(folder.path("images"), 0));
    assert_eq!(message, "image_folder: images cannot be resized to 0 pixels");
}
