use proptest::prelude::*;

use super::correlation::divided;
use super::*;
use crate::kernels::conv_cases::{self, Case, axis, seen_once};
use crate::kernels::vector::used_lanes;
use crate::shape::Window;

fn shapes() -> impl Strategy<Value = ConvShape> {
    let sizes = (1..12usize, [1..20usize, 1..20usize], 1..4usize, any::<bool>());
    (sizes, axis(5), axis(30), axis(30)).prop_map(|(sizes, depth, down, along)| {
        let (batch, [inputs, outputs], groups, flat) = sizes;
        let depth = if flat { (1, 1, Window::new(1)) } else { depth };
        ConvShape {
            batch,
            in_channels: groups * inputs,
            out_channels: groups * outputs,
            groups,
            input: [depth.0, down.0, along.0],
            output: [depth.1, down.1, along.1],
            windows: [depth.2, down.2, along.2],
        }
    })
}

/// Of one row each, and of more samples.
fn rows() -> impl Strategy<Value = ConvShape> {
    (8..50usize, [1..20usize, 1..20usize], axis(40))
        .prop_map(|(batch, channels, along)| of_rows(batch, channels, along))
}

/// Small images, and many of them.
fn small_images() -> impl Strategy<Value = ConvShape> {
    (8..65usize, [1..6usize, 1..12usize], axis(14), axis(14))
        .prop_map(|(batch, channels, down, along)| of_images(batch, channels, down, along))
}

/// Of one row for each sample, whose input, output and window are those.
fn of_rows(batch: usize, channels: [usize; 2], (input, output, along): (usize, usize, Window)) -> ConvShape {
    ConvShape {
        batch,
        in_channels: channels[0],
        out_channels: channels[1],
        groups: 1,
        input: [1, 1, input],
        output: [1, 1, output],
        windows: [Window::new(1), Window::new(1), along],
    }
}

/// Of images, whose input, output and window down and along are those.
fn of_images(
    batch: usize,
    [in_channels, out_channels]: [usize; 2],
    down: (usize, usize, Window),
    along: (usize, usize, Window),
) -> ConvShape {
    ConvShape {
        batch,
        in_channels,
        out_channels,
        groups: 1,
        input: [1, down.0, along.0],
        output: [1, down.1, along.1],
        windows: [Window::new(1), down.2, along.2],
    }
}

fn run<A: Float>(case: &Case<A>, shape: &ConvShape) -> [Vec<A>; 3] {
    let y = Correlation::forward(shape).of(&case.x, &case.weight, Some(&case.bias), &|_, _| {});
    let dx = Correlation::backward(shape).of(&case.dy, &case.weight, None, &|_, _| {});
    // The gradient of the weight of groups goes another way.
    let dw = match shape.groups {
        1 => weight_gradient(&case.x, &case.dy, shape),
        _ => case.by_patches(shape)[2].clone(),
    };
    [y, dx, dw]
}

/// How far each pass is from that by patches in double precision.
fn errors<A: Float>(shape: &ConvShape) -> [f64; 3] {
    conv_cases::errors(run(&Case::<A>::new(shape), shape), &Case::new(shape).by_patches(shape))
}

proptest! {
    #[test]
    fn a_direct_conv_is_that_by_patches(shape in shapes()) {
        prop_assert!(errors::<f64>(&shape).into_iter().all(|error| error < 1e-12));
        prop_assert!(errors::<f32>(&shape).into_iter().all(|error| error < 1e-5));
    }

    #[test]
    fn a_direct_conv_along_one_axis_is_that_by_patches(shape in rows()) {
        prop_assert!(errors::<f64>(&shape).into_iter().all(|error| error < 1e-12));
        prop_assert!(errors::<f32>(&shape).into_iter().all(|error| error < 1e-5));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_direct_conv_of_small_images_is_that_by_patches(shape in small_images()) {
        prop_assert!(errors::<f64>(&shape).into_iter().all(|error| error < 1e-12));
        prop_assert!(errors::<f32>(&shape).into_iter().all(|error| error < 1e-5));
    }

    #[test]
    fn each_thread_has_as_many_parts_as_the_others(images in 1..100usize, threads in 1..17usize) {
        let groups = divided(images, threads);
        prop_assert!((images * groups).is_multiple_of(threads) && groups <= 2 * threads);
        prop_assert!(threads == 1 || images * groups >= 2 * threads);
    }
}

/// An odd number of halves of tiles would leave half a tile of each image for nothing.
#[test]
fn small_images_are_computed_together() {
    let window = Window { stride: 2, ..Window::new(7) };
    let samples = |batch, size: usize, output| {
        let axis = (size, output, window);
        Correlation::forward(&of_images(batch, [3, 32], axis, axis)).samples
    };
    assert!(samples(64, 15, 5) > 1);
    // There are images enough for all threads, and what they see stays in the cache.
    assert_eq!([samples(8, 15, 5), samples(61, 15, 5), samples(64, 205, 100)], [1; 3]);
}

/// The ends of short rows would leave half of each tile for nothing.
#[test]
fn samples_of_short_rows_are_computed_together() {
    let shape = |batch| of_rows(batch, [3, 9], (20, 18, Window::new(3)));
    let samples = |batch| {
        let shape = shape(batch);
        [Correlation::forward(&shape), Correlation::backward(&shape)].map(|of| of.samples)
    };
    assert!(samples(64).iter().all(|&samples| samples > 1 && 64 % samples == 0));
    // There is none left out, and there are images enough for all threads.
    assert_eq!([samples(61), samples(8), samples(1)], [[1; 2]; 3]);
}

/// With a stride and a dilation of 2, no output sees the inputs between.
#[test]
fn what_no_output_sees_has_a_bias_and_no_gradient() {
    let along = Window { kernel: 3, stride: 2, padding: [0, 3], dilation: 2, ceil_mode: false };
    let shape = |batch| of_rows(batch, [3, 4], (26, 13, along));
    for shape in [1, 16].map(shape) {
        let (backward, case) = (Correlation::backward(&shape), Case::<f32>::new(&shape));
        // Where two samples are computed together, as with wide vectors, as much is written as one has.
        let together = shape.batch > 1 && used_lanes::<f32>() == 16;
        assert_eq!(backward.samples, if together { 2 } else { 1 });
        let bias = [0.5, -2.0, 3.0];
        let of = |bias| backward.of(&case.dy, &case.weight, bias, &|_, _| {});
        for (i, (dx, biased)) in of(None).into_iter().zip(of(Some(&bias))).enumerate() {
            let bias = bias[i / 26 % 3];
            assert!((biased - dx - bias).abs() < 1e-6, "{i}: {biased} is not {dx} + {bias}");
            assert_eq!(dx == 0.0, i % 2 == 1, "{i}: {dx}");
        }
    }
}

/// More channels than are at work at a time, and gradients in more pieces than one.
#[test]
fn a_direct_conv_of_many_channels_is_that_by_patches() {
    for (input, stride, channels) in [
        ([1, 140, 37], 2, [70, 13]),
        ([3, 70, 61], 1, [9, 7]),
        ([31, 20, 61], 1, [9, 7]),
        ([1, 5, 4], 1, [200, 5]),
        ([1, 9, 8], 2, [3, 140]),
        ([1, 30, 30], 1, [20, 30]),
        ([1, 30, 30], 2, [6, 64]),
    ] {
        let window = Window { stride, padding: [1, 2], ..Window::new(3) };
        let windows = [Window::new(1), window, window];
        let output = std::array::from_fn(|i| windows[i].output(input[i]).unwrap());
        let [in_channels, out_channels] = channels;
        let shape = ConvShape { batch: 3, in_channels, out_channels, groups: 1, input, output, windows };
        assert!(errors::<f64>(&shape).into_iter().all(|error| error < 1e-12));
        assert!(errors::<f32>(&shape).into_iter().all(|error| error < 1e-5));
    }
}

#[test]
fn the_number_of_threads_changes_no_bit_of_a_direct_conv() {
    let pools = [1, 2, 3, 8].map(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap());
    for (batch, size, stride, output) in [(1, 45, 1, 43), (5, 45, 2, 22), (17, 45, 3, 15), (32, 15, 1, 13)] {
        let window = Window { stride, padding: [1; 2], ..Window::new(5) };
        let axis = (size, output, window);
        let shape = of_images(batch, [9, 20], axis, axis);
        assert!(Correlation::forward(&shape).fits() && Correlation::backward(&shape).fits());
        let case = Case::<f32>::new(&shape);
        let results = pools.each_ref().map(|pool| pool.install(|| run(&case, &shape)));
        assert!(results.iter().all(|result| *result == results[0]));
    }
}

#[test]
fn what_a_direct_conv_does_not_see_is_in_no_output() {
    let shape = seen_once();
    let mut case = Case::<f32>::new(&shape);
    case.x[11] = f32::INFINITY;
    let [y, _, dw] = run(&case, &shape);
    assert!(y[..9].iter().all(|y| y.is_finite()) && !y[9].is_finite());
    assert!(dw.iter().enumerate().all(|(i, dw)| dw.is_finite() == (i != 2)));
    case.dy[0] = f32::NAN;
    let [_, dx, _] = run(&case, &shape);
    assert!(dx.iter().enumerate().all(|(i, dx)| dx.is_nan() == (i % 12 < 3)));
}

/// A row of it alone is more than an offset can tell.
#[test]
fn what_a_tile_sees_of_a_direct_conv_can_be_reached() {
    let shape = |width: usize| {
        let window = Window::new(7);
        ConvShape {
            batch: 1,
            in_channels: 4,
            out_channels: 4,
            groups: 1,
            input: [1, 7, width + 6],
            output: [1, 1, width],
            windows: [Window::new(1), window, window],
        }
    };
    assert!(Correlation::forward(&shape(9000)).fits() && !Correlation::forward(&shape(10_000)).fits());
    assert!(Correlation::backward(&shape(4000)).fits() && !Correlation::backward(&shape(10_000)).fits());
    assert!(errors::<f32>(&shape(9000)).into_iter().all(|error| error < 1e-5));
    // What does not fit goes another way.
    let wider = shape(12_000);
    let want = Case::new(&wider).by_patches(&wider);
    let errors = conv_cases::errors(Case::<f32>::new(&wider).chosen(&wider), &want);
    assert!(errors.into_iter().all(|error| error < 1e-5));
}

/// Of 256 outputs that could be summed at once, what the last sees is further away than a place can tell.
#[test]
fn the_gradient_of_a_weight_sums_outputs_that_see_what_is_far_apart() {
    for input in [[1, 300, 600], [70, 4, 600], [3, 150, 600], [2, 9, 3000]] {
        let along = Window { dilation: input[2] - 1, ..Window::new(2) };
        let shape = ConvShape {
            batch: 2,
            in_channels: 3,
            out_channels: 8,
            groups: 1,
            input,
            output: [input[0], input[1], 1],
            windows: [Window::new(1), Window::new(1), along],
        };
        let case = Case::<f64>::new(&shape);
        let (dw, want) = (weight_gradient(&case.x, &case.dy, &shape), &case.by_patches(&shape)[2]);
        assert!(dw.iter().zip(want).all(|(dw, want)| (dw - want).abs() < 1e-9), "{input:?}");
    }
}
