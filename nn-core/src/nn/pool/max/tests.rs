//! Pools of the largest elements, against finite differences and their definition.

use super::{MaxPool1d, MaxPool2d, MaxPool3d};
use crate::gradcheck::{gradcheck, irregular};
use crate::{Forward, Tensor};

#[test]
fn every_setting() {
    let x = irregular([2, 3, 7, 6]);
    let plain = MaxPool2d::new(3);
    let pools = [
        MaxPool2d::new(2),
        plain,
        plain.stride(1),
        plain.stride(2).padding(1),
        plain.stride(2).ceil_mode(true),
        plain.dilation(2).padding(2).stride(1),
        plain.kernel_size([2, 3]).stride_hw([3, 1]).padding_hw([1, 0]).dilation_hw([1, 2]).ceil_mode(true),
    ];
    for pool in pools {
        gradcheck(x.clone(), |x| pool.forward(x)).unwrap();
    }
    gradcheck(irregular([2, 3, 9]), |x| MaxPool1d::new(3).dilation(2).padding(2).forward(x)).unwrap();
    gradcheck(irregular([3, 9]), |x| MaxPool1d::new(2).ceil_mode(true).forward(x)).unwrap();
}

#[test]
fn volumes() {
    let x = irregular([1, 2, 5, 4, 6]);
    let plain = MaxPool3d::new(2);
    let pools = [
        plain.stride(1),
        plain.kernel_size([3, 2, 2]).stride_dhw([2, 3, 1]).padding_dhw([1, 0, 1]).ceil_mode(true),
        plain.dilation_dhw([2, 1, 3]).padding_dhw([1, 1, 2]),
    ];
    for pool in pools {
        gradcheck(x.clone(), |x| pool.forward(x)).unwrap();
        let (y, at) = pool.forward_with_indices(x.clone());
        let of = |i: usize| x.as_slice()[i / (y.len() / 2) * 120 + at.as_slice()[i]];
        assert!(y.as_slice().iter().enumerate().all(|(i, &y)| y == of(i)));
    }
}

/// The definition, element by element.
fn slow(x: &Tensor<4, f64>, kernel: usize, stride: usize, padding: usize) -> Vec<f64> {
    let [batch, channels, height, width] = x.shape();
    let size = |size: usize| (size + 2 * padding - kernel) / stride + 1;
    let mut y = Vec::new();
    for (n, c) in (0..batch).flat_map(|n| (0..channels).map(move |c| (n, c))) {
        for (i, j) in (0..size(height)).flat_map(|i| (0..size(width)).map(move |j| (i, j))) {
            let inside = |at: usize, k: usize| (at * stride + k).checked_sub(padding);
            let window = (0..kernel).flat_map(|a| (0..kernel).map(move |b| (inside(i, a), inside(j, b))));
            let elements = window.filter_map(|(row, col)| x.as_array().get([n, c, row?, col?]).copied());
            y.push(elements.fold(f64::NEG_INFINITY, f64::max));
        }
    }
    y
}

#[test]
fn many_planes_against_the_definition() {
    let x = irregular([8, 5, 30, 31]);
    for (kernel, stride, padding) in [(2, 2, 0), (3, 2, 1), (3, 1, 0), (5, 3, 2)] {
        let pool = MaxPool2d::new(kernel).stride(stride).padding(padding);
        let y = pool.forward(x.clone());
        assert_eq!(y.as_slice(), slow(&x, kernel, stride, padding), "{}", pool.describe());
    }
}

#[test]
fn among_equal_elements_the_first_in_reading_order() {
    let x = Tensor::from(ndarray::array![[[0.0, 5.0], [5.0, 0.0]], [[7.0, 7.0], [7.0, 7.0]]]);
    let (y, at) = MaxPool2d::new(2).forward_with_indices(x);
    assert_eq!((y.as_slice(), at.as_slice()), (&[5.0, 7.0][..], &[1, 0][..]));
}

#[test]
fn what_is_not_a_number_is_kept() {
    let nan = f32::NAN;
    for x in [[nan, 1.0, 2.0, 3.0], [1.0, nan, 2.0, 3.0], [1.0, 2.0, nan, 3.0], [1.0, 2.0, 3.0, nan]] {
        let y = MaxPool2d::new(2).forward(Tensor::new([1, 2, 2], x.to_vec()));
        assert!(y.as_slice()[0].is_nan(), "{x:?}");
    }
    let lowest = Tensor::full([1, 2, 2], f32::NEG_INFINITY);
    let (y, at) = MaxPool2d::new(2).forward_with_indices(lowest);
    assert_eq!((y.as_slice()[0], at.as_slice()[0]), (f32::NEG_INFINITY, 0));
}

#[test]
#[should_panic(
    expected = "MaxPool2d(kernel_size=5): expected an input of shape [.., height >= 5, width >= 5], got [1, 3, 4, 4]"
)]
fn the_window_must_fit() {
    let _ = MaxPool2d::new(5).forward(irregular([1, 3, 4, 4]));
}

#[test]
#[should_panic(
    expected = "MaxPool1d(kernel_size=3, stride=1, padding=2): the padding of 2 is more than half of the window of 3"
)]
fn the_padding_must_be_small() {
    let _ = MaxPool1d::new(3).stride(1).padding(2).forward(irregular([3, 4]));
}
