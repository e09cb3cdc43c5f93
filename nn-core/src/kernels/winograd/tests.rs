use proptest::prelude::*;

use super::{CHANNELS, LANES, Winograd};
use crate::kernels::by_patches as patches;
use crate::kernels::conv::{Wanted, backward, forward};
use crate::kernels::conv_shape::ConvShape;
use crate::shape::Window;
use crate::storage::Float;

fn window(padding: [usize; 2], kernel: usize) -> Window {
    Window { kernel, stride: 1, padding, dilation: 1, ceil_mode: false }
}

fn shape(
    batch: usize,
    channels: [usize; 2],
    input: [usize; 2],
    padding: [[usize; 2]; 2],
) -> Option<ConvShape> {
    let windows = [window([0; 2], 1), window(padding[0], 3), window(padding[1], 3)];
    let output = [Some(1), windows[1].output(input[0]), windows[2].output(input[1])];
    let [Some(depth), Some(height), Some(width)] = output else { return None };
    let input = [1, input[0], input[1]];
    let [in_channels, out_channels] = channels;
    let output = [depth, height, width];
    Some(ConvShape { batch, in_channels, out_channels, groups: 1, input, output, windows })
}

/// Any convolution that goes this way.
fn shapes() -> impl Strategy<Value = ConvShape> {
    let channels = || (0..3usize).prop_map(|blocks| CHANNELS + blocks * LANES);
    let padding = || [0..3usize, 0..3usize];
    (1..5usize, [channels(), channels()], [3..20usize, 3..20usize], [padding(), padding()]).prop_filter_map(
        "not by tiles",
        |(batch, channels, input, padding)| {
            shape(batch, channels, input, padding).filter(|shape| Winograd::of(shape).is_some())
        },
    )
}

fn numbers<A: Float>(len: usize, step: usize) -> Vec<A> {
    (0..len).map(|i| A::of((i * step % 2003) as f64 / 1001.0 - 1.0)).collect()
}

/// What computes all passes, of the input, the weight, the bias and the gradient of the output.
type Passes<A> = fn(&[A], &[A], &[A], &[A], &ConvShape) -> [Vec<A>; 3];

/// All three passes: the output and both gradients.
fn passes<A: Float>(shape: &ConvShape, by: Passes<A>) -> [Vec<A>; 3] {
    let x = numbers(shape.batch * shape.in_channels * shape.plane(), 7919);
    let weight = numbers(shape.out_channels * shape.patch(), 104_729);
    let dy = numbers(shape.batch * shape.out_channels * shape.pixels(), 1_299_709);
    by(&x, &weight, &numbers(shape.out_channels, 17), &dy, shape)
}

fn chosen<A: Float>(x: &[A], weight: &[A], bias: &[A], dy: &[A], shape: &ConvShape) -> [Vec<A>; 3] {
    let (dx, dw) = backward(x, weight, dy, shape, Wanted { x: true, weight: true });
    [forward(x, weight, Some(bias), shape), dx, dw]
}

fn plain<A: Float>(x: &[A], weight: &[A], bias: &[A], dy: &[A], shape: &ConvShape) -> [Vec<A>; 3] {
    let (dx, dw) = patches::backward(x, weight, dy, shape, Wanted { x: true, weight: true });
    [patches::forward(x, weight, Some(bias), shape), dx, dw]
}

/// The largest difference to the exact result, relative to the largest element.
fn errors<A: Float>(results: [Vec<A>; 3], exact: &[Vec<f64>; 3]) -> [f64; 3] {
    std::array::from_fn(|i| {
        let pairs = results[i].iter().zip(&exact[i]);
        let largest = exact[i].iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        pairs.fold(0.0, |most: f64, (got, want)| most.max((got.to_double() - want).abs())) / largest
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn tiles_give_what_patches_do(shape in shapes()) {
        let exact = passes::<f64>(&shape, plain);
        let errors = errors(passes::<f64>(&shape, chosen), &exact);
        prop_assert!(errors.iter().all(|error| *error < 1e-13), "{errors:?}");
    }

    #[test]
    fn the_error_is_that_of_rounding(shape in shapes()) {
        let exact = passes::<f64>(&shape, plain);
        let errors = errors(passes::<f32>(&shape, chosen), &exact);
        prop_assert!(errors.iter().all(|error| *error < 8e-6), "{errors:?}");
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let shape = shape(3, [48, 40], [23, 17], [[1, 1]; 2]).unwrap();
    let results = [1, 2, 5].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| passes::<f32>(&shape, chosen))
    });
    assert!(results.iter().all(|result| *result == results[0]));
}

#[test]
fn few_channels_few_tiles_and_other_kernels_go_another_way() {
    let of = |batch, channels, input| Winograd::of(&shape(batch, channels, input, [[1, 1]; 2]).unwrap());
    assert!(of(1, [64, 64], [16, 16]).is_some());
    assert!(of(1, [64, 64], [8, 8]).is_none());
    assert!(of(1, [64, 24], [16, 16]).is_none());
    assert!(of(1, [64, 63], [16, 16]).is_none());
    assert!(of(64, [64, 64], [1, 1]).is_none());
    let mut strided = shape(1, [64, 64], [17, 17], [[1, 1]; 2]).unwrap();
    strided.windows[2].stride = 2;
    assert!(Winograd::of(&strided).is_none());
}
