use proptest::prelude::*;

use super::{LANES, Winograd, fewest_channels};
use crate::kernels::conv_cases::{Case, errors};
use crate::kernels::conv_shape::ConvShape;
use crate::shape::Window;

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
    let channels = || (0..3usize).prop_map(|blocks| fewest_channels() + blocks * LANES);
    let padding = || [0..3usize, 0..3usize];
    (1..5usize, [channels(), channels()], [3..20usize, 3..20usize], [padding(), padding()]).prop_filter_map(
        "not by tiles",
        |(batch, channels, input, padding)| {
            shape(batch, channels, input, padding).filter(|shape| Winograd::of(shape).is_some())
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn tiles_give_what_patches_do(shape in shapes()) {
        let exact = Case::<f64>::new(&shape).by_patches(&shape);
        let errors = errors(Case::<f64>::new(&shape).chosen(&shape), &exact);
        prop_assert!(errors.iter().all(|error| *error < 1e-13), "{errors:?}");
    }

    #[test]
    fn the_error_is_that_of_rounding(shape in shapes()) {
        let exact = Case::<f64>::new(&shape).by_patches(&shape);
        let errors = errors(Case::<f32>::new(&shape).chosen(&shape), &exact);
        // About 1e-6; where sums nearly cancel, as one weight gradient in 1500 does, 8e-6.
        prop_assert!(errors.iter().all(|error| *error < 2e-5), "{errors:?}");
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let shape = shape(3, [56, 48], [23, 17], [[1, 1]; 2]).unwrap();
    let results = [1, 2, 5].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Case::<f32>::new(&shape).chosen(&shape))
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
