//! Images and samples that do not fit what is done with them.

use nn_core::data::transforms::functional::{
    adjust_brightness, adjust_contrast, adjust_hue, adjust_saturation, normalize, resize, resized_crop,
    rgb_to_grayscale,
};
use nn_core::data::transforms::{ColorJitter, MixUp, RandomResizedCrop};
use nn_core::data::{Loader, Rows, stratified_split};
use nn_core::prelude::*;

use super::cases::Cases;
use super::{indices, zeros};

#[test]
fn transforms() {
    let mut c = Cases::of("transforms");
    panics!(c, adjust_brightness(zeros([3, 4, 4]), -1.0));
    panics!(c, adjust_contrast(zeros([2, 4, 4]), 1.0));
    panics!(c, adjust_saturation(zeros([2, 4, 4]), 1.0));
    panics!(c, adjust_hue(zeros([3, 4, 4]), 0.6));
    panics!(c, rgb_to_grayscale(&zeros([4, 4, 4])));
    panics!(c, normalize(zeros([3, 4, 4]), &[0.5], &[0.5]));
    panics!(c, resize(&zeros([3, 4, 4]), [0, 4], true));
    panics!(c, resized_crop(&zeros([3, 4, 4]), [1, 1], [4, 4], [8, 8], true));
    panics!(c, RandomResizedCrop::new([8, 8]).scale(0.5, 0.1));
    panics!(c, RandomResizedCrop::new([8, 8]).ratio(0.0, 1.0));
    panics!(c, ColorJitter::new().brightness(-0.1));
    panics!(c, ColorJitter::new().contrast(-0.1));
    panics!(c, ColorJitter::new().saturation(-0.1));
    panics!(c, ColorJitter::new().hue(0.6));
    let mix_up = MixUp::new(0.2, 3);
    panics!(c, mix_up.apply(zeros([2, 3]), &indices([3]), &mut rng(0)));
    c.compare();
}

#[test]
fn samples() {
    let mut c = Cases::of("samples");
    let data = Dataset::new(zeros([4, 2]), indices([4]), 3).unwrap();
    panics!(c, Loader::new(Rows::new(zeros([4, 2])), 2).prefetch(0));
    panics!(c, stratified_split(&[0, 1], 1.5, 0));
    panics!(c, data.split_stratified(-0.5, 0));
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("cat")).unwrap();
    let image = image::DynamicImage::new_rgb8(2, 2);
    image.save(folder.path().join("cat/0.png")).unwrap();
    let images = nn_core::data::ImageFolder::open(folder.path()).unwrap();
    panics!(c, images.path(1));
    c.compare();
}
