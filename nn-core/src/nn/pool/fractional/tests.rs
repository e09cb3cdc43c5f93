//! Fractional pools, against finite differences and the words of their definition.

use super::{FractionalMaxPool2d, FractionalMaxPool3d};
use crate::gradcheck::{gradcheck, irregular};
use crate::{Forward, Tape, Tensor};

#[test]
fn gradients() {
    let x = irregular([2, 2, 7, 6]);
    let pool = FractionalMaxPool2d::new(2, 3).output_size([4, 3]);
    gradcheck(x.clone(), |x| pool.forward(x)).unwrap();
    gradcheck(x, |x| FractionalMaxPool2d::of_ratio(2, 0.5).forward(x)).unwrap();
    let pool = FractionalMaxPool3d::new(1, 2).kernel_size([2, 3, 1]).output_ratio([0.5, 0.3, 0.7]);
    gradcheck(irregular([2, 5, 6, 4]), |x| pool.forward(x)).unwrap();
}

#[test]
fn windows_begin_where_the_samples_say() {
    let x = Tensor::<3, f64>::from_fn([2, 1, 8], |[channel, _, i]| (channel * 8 + i) as f64);
    let pool = FractionalMaxPool2d::new(2, 1).output_size([1, 4]).kernel_size([1, 2]);
    // The first sample of a channel is that of the width: ⌊2(i + u)⌋ − ⌊2u⌋ begin in steps of 2, whatever u is.
    let samples = Tensor::new([1, 2, 2], vec![0.1, 0.9, 0.6, 0.9]);
    let (y, at) = pool.forward_with_samples(x.clone(), &samples);
    assert_eq!(y.as_slice(), [1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0]);
    assert_eq!(at.as_slice(), [1, 3, 5, 7, 1, 3, 5, 7]);
    // α = 7/2, so ⌊3.5·0.5⌋ = 1 and ⌊3.5·1.5⌋ = 5 against ⌊3.5·0.9⌋ = 3 and ⌊3.5·1.9⌋ = 6.
    let pool = pool.kernel_size([1, 1]).output_size([1, 3]);
    let samples = Tensor::new([1, 2, 2], vec![0.5, 0.0, 0.9, 0.0]);
    let (_, at) = pool.forward_with_samples(x, &samples);
    assert_eq!(at.as_slice(), [0, 4, 7, 0, 3, 7]);
}

#[test]
fn each_channel_draws_its_own_and_a_seed_repeats() {
    let pool = FractionalMaxPool2d::of_ratio(1, 0.6);
    let draw = |tape: &Tape| {
        let x = Tensor::<3>::from_fn([9, 1, 40], |[_, _, i]| i as f32);
        FractionalMaxPool2d::output_size(pool, [1, 24]).forward(tape.input(x))
    };
    let (one, other) = (Tape::new(1), Tape::new(1));
    let first = draw(&one);
    assert_eq!(first, draw(&other));
    assert_ne!(first, draw(&one));
    let channels: Vec<&[f32]> = first.as_slice().chunks(24).collect();
    assert!(channels.iter().any(|&channel| channel != channels[0]));
}

#[test]
fn without_a_tape_it_is_repeatable() {
    let (x, pool) = (irregular([2, 9, 9]), FractionalMaxPool2d::of_ratio(2, 0.5));
    let (y, _) = pool.forward_with_samples(x.clone(), &Tensor::full([1, 2, 2], 0.5));
    assert_eq!(pool.forward(x), y);
}
