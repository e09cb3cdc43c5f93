//! Transforms of images, beside torchvision's.

use std::collections::BTreeMap;

use nn_core::data::transforms::functional as f;
use nn_core::data::transforms::{
    CenterCrop, ColorJitter, Interpolation, MixUp, Normalize, RandomCrop, RandomHorizontalFlip,
    RandomResizedCrop, RandomRotation, RandomVerticalFlip, Resize, Transform,
};
use nn_core::prelude::*;
use serde_json::Value;

/// Written by `tests/interop/transforms.py`.
const CASES: &str = include_str!("../interop/fixtures/data/transforms.jsonl");

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn shape(value: &Value) -> [usize; 3] {
    let sizes: Vec<usize> = numbers(value).iter().map(|size| *size as usize).collect();
    sizes.try_into().unwrap()
}

fn ours(name: &str, image: Tensor<3>, a: &[f64]) -> Tensor<3> {
    let rng = &mut rng(0);
    let size = |i: usize| [a[i] as usize, a[i + 1] as usize];
    match name {
        "hflip" => RandomHorizontalFlip::new(1.0).apply(image, rng),
        "vflip" => RandomVerticalFlip::new(1.0).apply(image, rng),
        "center_crop" => CenterCrop::new(size(0)).apply(image, rng),
        "crop" => f::crop(&image, [a[0] as isize, a[1] as isize], size(2), 0.0),
        "resize" => Resize::new(size(0)).antialias(a[2] == 1.0).apply(image, rng),
        "resize_shorter" => Resize::shorter(a[0] as usize).apply(image, rng),
        "resized_crop" => f::resized_crop(&image, size(0), size(2), size(4), a[6] == 1.0),
        "rotate_nearest" => f::rotate(&image, a[0], Interpolation::Nearest, 0.5),
        "rotate_bilinear" => f::rotate(&image, a[0], Interpolation::Bilinear, 0.0),
        "adjust_brightness" => f::adjust_brightness(image, a[0]),
        "adjust_contrast" => f::adjust_contrast(image, a[0]),
        "adjust_saturation" => f::adjust_saturation(image, a[0]),
        "adjust_hue" => f::adjust_hue(image, a[0]),
        "rgb_to_grayscale" => f::rgb_to_grayscale(&image),
        "normalize" => {
            let numbers: Vec<f32> = a.iter().map(|number| *number as f32).collect();
            let (mean, std) = numbers.split_at(a.len() / 2);
            Normalize::new(mean, std).apply(image, rng)
        }
        _ => panic!("no transform is called {name}"),
    }
}

#[test]
fn images_become_what_torchvision_makes_of_them() {
    let mut lines = CASES.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let images: Vec<Tensor<3>> = lines
        .next()
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|image| {
            let pixels = numbers(&image["pixels"]).iter().map(|level| (level / 255.0) as f32).collect();
            Tensor::new(shape(&image["shape"]), pixels)
        })
        .collect();
    let mut counts = BTreeMap::new();
    for case in lines {
        let (name, arguments) = (case["name"].as_str().unwrap(), numbers(&case["arguments"]));
        let image = &images[case["image"].as_u64().unwrap() as usize];
        let found = ours(name, image.clone(), &arguments);
        let what = format!("{name} {arguments:?} of an image {:?}", image.shape());
        assert_eq!(found.shape(), shape(&case["shape"]), "{what}");
        let expected = numbers(&case["expected"]);
        for (i, (found, expected)) in found.as_slice().iter().zip(&expected).enumerate() {
            assert!(
                (f64::from(*found) - expected).abs() < 1e-5,
                "{what}: {i}: {found}, torchvision {expected}"
            );
        }
        *counts.entry(name.to_owned()).or_insert(0) += 1;
    }
    assert!(counts.len() == 15 && counts.values().sum::<usize>() > 150, "{counts:?}");
}

/// An image whose pixels say where they were.
fn places(height: usize, width: usize) -> Tensor<3> {
    Tensor::from_fn([1, height, width], |[_, i, j]| (1 + i * width + j) as f32)
}

fn many<T: Transform>(transform: &T, image: &Tensor<3>, count: u64) -> Vec<Tensor<3>> {
    (0..count).map(|i| transform.apply(image.clone(), &mut rng_at(3, i))).collect()
}

fn kinds(images: &[Tensor<3>]) -> usize {
    let mut kinds: Vec<Vec<u32>> =
        images.iter().map(|image| image.as_slice().iter().map(|value| value.to_bits()).collect()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len()
}

#[test]
fn the_generator_of_the_sample_fixes_what_is_random() {
    let all = (
        RandomResizedCrop::new([6, 5]),
        RandomHorizontalFlip::new(0.5),
        RandomRotation::new(30.0).interpolation(Interpolation::Bilinear),
        ColorJitter::new().brightness(0.4).contrast(0.4).saturation(0.4).hue(0.1),
    );
    let image = nn_core::init::uniform([3, 12, 12], 0.0, 1.0, &mut rng(1));
    let first = many(&all, &image, 10);
    assert_eq!(first, many(&all, &image, 10));
    assert_eq!(kinds(&first), 10);
    assert!(first.iter().all(|image| image.shape() == [3, 6, 5]));
    assert!(
        first.iter().flat_map(|image| image.as_slice().to_vec()).all(|value| (0.0..=1.0).contains(&value))
    );
}

#[test]
fn flips_come_as_often_as_asked_for() {
    let image = places(2, 2);
    let flipped = |p| {
        let flips = many(&RandomHorizontalFlip::new(p), &image, 1000);
        flips.iter().filter(|flip| **flip != image).count()
    };
    assert_eq!((flipped(0.0), flipped(1.0)), (0, 1000));
    // Five standard deviations: 5·√(1000·0.3·0.7).
    assert!(flipped(0.3).abs_diff(300) < 73);
    let both = (RandomHorizontalFlip::new(0.5), RandomVerticalFlip::new(0.5));
    assert_eq!(kinds(&many(&both, &image, 100)), 4);
}

#[test]
fn crops_come_from_every_place() {
    let image = places(5, 4);
    let crops = many(&RandomCrop::new([3, 3]), &image, 300);
    assert_eq!(kinds(&crops), 3 * 2);
    for crop in &crops {
        let first = crop.as_slice()[0];
        assert_eq!(crop.as_slice()[8], first + 2.0 * 4.0 + 2.0, "a part, as it stands");
    }
    let padded = many(&RandomCrop::new([5, 4]).padding(1).fill(-1.0), &image, 300);
    assert_eq!(kinds(&padded), 3 * 3);
    assert!(padded.iter().any(|crop| crop.as_slice()[0] == -1.0) && padded.contains(&image));
    let needed = many(&RandomCrop::new([7, 4]).pad_if_needed(true), &image, 100);
    assert!(needed.iter().all(|crop| crop.shape() == [1, 7, 4]) && kinds(&needed) == 3);
}

#[test]
#[should_panic(
    expected = "RandomCrop: 6 pixels do not fit into the height of the image, 5: set `padding` or `pad_if_needed`"
)]
fn a_crop_larger_than_the_image_is_refused() {
    RandomCrop::new([6, 3]).apply(places(5, 4), &mut rng(0));
}

#[test]
fn parts_have_the_areas_and_ratios_that_are_asked_for() {
    // A ramp, whose first and last pixels tell how far apart they were.
    let image = Tensor::<3>::from_fn([2, 60, 60], |[axis, i, j]| if axis == 0 { i as f32 } else { j as f32 });
    let crop = RandomResizedCrop::new([60, 60]).scale(0.2, 0.3).ratio(0.5, 2.0).antialias(false);
    let (mut areas, mut ratios) = (Vec::new(), Vec::new());
    for part in many(&crop, &image, 300) {
        let pixels = part.as_slice();
        let step = |a: usize, b: usize| f64::from(pixels[b] - pixels[a]);
        let (height, width) = (step(60 * 20, 60 * 40) * 3.0, step(3600 + 20, 3600 + 40) * 3.0);
        areas.push(height * width / 3600.0);
        ratios.push(width / height);
    }
    let range = |values: &[f64]| values.iter().fold((f64::MAX, 0.0_f64), |(a, b), v| (a.min(*v), b.max(*v)));
    let ((least, most), (narrow, broad)) = (range(&areas), range(&ratios));
    assert!(0.18 < least && least < 0.22 && 0.28 < most && most < 0.32, "{least} {most}");
    assert!(0.47 < narrow && narrow < 0.6 && 1.7 < broad && broad < 2.1, "{narrow} {broad}");
    // Where none fits, the middle in the nearest ratio.
    let long = RandomResizedCrop::new([4, 4]).scale(1.0, 1.0);
    assert_eq!(kinds(&many(&long, &places(4, 40), 20)), 1);
}

#[test]
fn rotations_stay_within_their_degrees() {
    let image = places(9, 9);
    let turned = many(&RandomRotation::new(20.0), &image, 50);
    assert!(kinds(&turned) > 5 && turned.iter().all(|image| image.as_slice()[40] == 41.0));
    assert_eq!(many(&RandomRotation::new(0.0), &image, 2), [image.clone(), image.clone()]);
    let filled = f::rotate(&image, 45.0, Interpolation::Bilinear, 7.0);
    assert_eq!(filled.as_slice()[0], 7.0);
}

#[test]
fn jitter_changes_what_is_set_alone() {
    let image = nn_core::init::uniform([3, 4, 4], 0.2, 0.4, &mut rng(1));
    assert_eq!(ColorJitter::new().apply(image.clone(), &mut rng(0)), image);
    let brighter = many(&ColorJitter::new().brightness(0.5), &image, 100);
    assert_eq!(kinds(&brighter), 100);
    for brighter in brighter {
        let factor = brighter.as_slice()[0] / image.as_slice()[0];
        assert!((0.5..=1.5).contains(&factor));
        assert!(brighter.as_slice().iter().zip(image.as_slice()).all(|(a, b)| (a / b - factor).abs() < 1e-5));
    }
    let turned = many(&ColorJitter::new().hue(0.1), &image, 20);
    assert_eq!(kinds(&turned), 20);
    // The largest value of a colour has nothing to do with its hue.
    let value = |image: &Tensor<3>| {
        (0..16).map(|i| (0..3).map(|c| image.as_slice()[16 * c + i]).fold(0.0, f32::max)).sum::<f32>()
    };
    assert!(turned.iter().all(|image_| (value(image_) - value(&image)).abs() < 1e-5));
}

#[test]
fn mix_up_mixes_inputs_and_labels_by_the_same_share() {
    let inputs = Tensor::<2>::from([[0.0, 8.0], [1.0, 8.0], [2.0, 8.0]]);
    let labels = Tensor::from([0, 1, 2]);
    let mut shares = Vec::new();
    for step in 0..2000 {
        let (mixed, probabilities) = MixUp::new(0.5, 4).apply(inputs.clone(), &labels, &mut rng_at(1, step));
        let p = probabilities.as_slice();
        let share = p[0];
        assert!((0.0..=1.0).contains(&share) && (share + p[2] - 1.0).abs() < 1e-6, "the first with the last");
        assert!((p[5] - share).abs() < 1e-6 && (p[4] + p[5] - 1.0).abs() < 1e-6, "the second with the first");
        let expected = [(1.0 - share) * 2.0, 8.0, share, 8.0, 2.0 * share + (1.0 - share), 8.0];
        assert!(mixed.as_slice().iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5));
        shares.push(f64::from(share));
    }
    // The beta distribution of α and α has the mean ½ and the variance 1 / (4 (2 α + 1)).
    let mean = shares.iter().sum::<f64>() / 2000.0;
    let variance = shares.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / 2000.0;
    assert!((mean - 0.5).abs() < 0.04 && (variance - 0.125).abs() < 0.012, "{mean} {variance}");
    let (_, soft) = MixUp::new(2.0, 4).apply(inputs, &labels, &mut rng(0));
    assert!(Tensor::<2>::zeros([3, 4]).cross_entropy(&soft).item() - 4.0_f32.ln() < 1e-5);
}

#[test]
fn images_of_no_pixels_stay_what_they_are() {
    for shape in [[3, 0, 4], [3, 4, 0], [0, 4, 4]] {
        let empty = Tensor::<3>::zeros(shape);
        assert_eq!(f::vflip(f::hflip(empty.clone())).shape(), shape);
        assert_eq!(f::rotate(&empty, 30.0, Interpolation::Bilinear, 0.0).shape(), shape);
        assert_eq!(f::crop(&empty, [0, 0], [2, 2], 1.0).shape(), [shape[0], 2, 2]);
    }
}
