//! Folders of images with mistakes.

use std::io::Cursor;

use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::{GrayImage, ImageFormat, Rgb, RgbImage};
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
fn a_jpeg_that_is_cut_anywhere_is_refused() {
    let noise = RgbImage::from_fn(96, 80, |x, y| Rgb([(x * y) as u8, (x * 7) as u8, (y * 11) as u8]));
    let mut colours = Vec::new();
    noise.write_to(&mut Cursor::new(&mut colours), ImageFormat::Jpeg).unwrap();
    let mut grey = Vec::new();
    let luma = image::DynamicImage::from(noise).into_luma8();
    luma.write_to(&mut Cursor::new(&mut grey), ImageFormat::Jpeg).unwrap();
    for file in [colours, grey] {
        let folder = Folder::with(&[("images/a/1.jpg", &file)]);
        assert!(data::image_folder(folder.path("images"), 4).is_ok());
        for len in (0..file.len()).step_by(file.len() / 150) {
            let message = error(&[("images/a/1.jpg", &file[..len])]);
            assert!(message.starts_with("images/a/1.jpg: is "), "{len}: {message}");
        }
        let message = error(&[("images/a/1.jpg", &file[..file.len() - 1])]);
        assert!(message.starts_with("images/a/1.jpg: is a damaged image (it is cut off)"), "{message}");
    }
}

#[test]
fn pictures_are_resized_as_other_libraries_do_it() {
    let picture = RgbImage::from_fn(37, 53, |x, y| Rgb([(x * 6) as u8, (y * 4) as u8, (x * y) as u8]));
    let mut png = Vec::new();
    picture.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
    let folder = Folder::with(&[("images/a/1.png", &png)]);
    for size in [1, 8, 37, 64] {
        let data = data::image_folder(folder.path("images"), size).unwrap();
        let filter = image::imageops::FilterType::Triangle;
        let expected = image::imageops::resize(&picture, size as u32, size as u32, filter);
        for (x, y, pixel) in expected.enumerate_pixels() {
            for (channel, expected) in pixel.0.into_iter().enumerate() {
                let value = data.inputs().as_array()[[0, channel, y as usize, x as usize]];
                assert!((value * 255.0 - f32::from(expected)).abs() < 1.5, "{size}: {value} at {x}, {y}");
            }
        }
    }
}

/// A PNG of one grey value, in as few bytes as it takes.
fn grey(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = GrayImage::from_pixel(width, height, image::Luma([9]));
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, PngFilter::NoFilter);
    picture.write_with_encoder(encoder).unwrap();
    bytes
}

#[test]
fn sizes_out_of_proportion_are_refused_before_they_are_decoded() {
    let message = error(&[("images/a/good.png", &red()), ("images/a/wide.png", &grey(5_000_000, 1))]);
    let expected =
        "images/a/wide.png: has 5000000x1 pixels, expected at most 65535 a side and 67108864 in all";
    assert!(message.starts_with(expected), "{message}");
    let mut jpeg = picture([9, 9, 9], ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    for (side, expected) in
        [(13_000u16, "has 13000x13000 pixels, expected"), (5000, "announces 5000x5000 pixels, more than its")]
    {
        jpeg[frame + 5..frame + 7].copy_from_slice(&side.to_be_bytes());
        jpeg[frame + 7..frame + 9].copy_from_slice(&side.to_be_bytes());
        let message = error(&[("images/a/1.jpg", &jpeg)]);
        assert!(message.starts_with(&format!("images/a/1.jpg: {expected}")), "{message}");
    }
    let folder =
        Folder::with(&[("images/a/wide.png", &grey(60_000, 1)), ("images/a/tall.png", &grey(1, 60_000))]);
    let data = data::image_folder(folder.path("images"), 224).unwrap();
    assert!(data.inputs().as_slice().iter().all(|value| *value == 9.0 / 255.0));
}

#[test]
fn a_size_without_memory_is_refused() {
    let folder = Folder::with(&[("images/a/1.png", &red())]);
    for size in [1 << 30, usize::MAX] {
        let message = folder.message(data::image_folder(folder.path("images"), size));
        let expected = "image_folder: there is no memory for 1 images of ";
        assert!(message.starts_with(expected) && message.ends_with("take a smaller size"), "{message}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn names_that_are_no_text_and_pipes_are_refused() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = Folder::with(&[("images/a/1.png", &red())]);
    let class = folder.path("images").join(OsStr::from_bytes(b"b\xff"));
    std::fs::create_dir(&class).unwrap();
    let message = folder.message(data::image_folder(folder.path("images"), 4));
    assert!(message.ends_with("is a class whose name is not valid UTF-8: rename the folder"), "{message}");
    std::fs::rename(&class, folder.path("images/b")).unwrap();
    std::fs::write(folder.path("images/b").join(OsStr::from_bytes(b"\xff.png")), red()).unwrap();
    assert_eq!(data::image_folder(folder.path("images"), 4).unwrap().len(), 2);
    let pipe = folder.path("images/b/2.png");
    assert!(std::process::Command::new("mkfifo").arg(pipe).status().unwrap().success());
    let message = folder.message(data::image_folder(folder.path("images"), 4));
    assert_eq!(message, "images/b/2.png: is no regular file, expected an image");
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
