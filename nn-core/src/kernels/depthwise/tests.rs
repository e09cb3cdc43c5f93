use proptest::prelude::*;

use super::*;
use crate::kernels::conv_cases::{Case, axis, seen_once};

fn shape() -> impl Strategy<Value = ConvShape> {
    (1..4usize, 1..4usize, 1..4usize, axis(21), axis(60)).prop_map(|(batch, groups, each, down, along)| {
        ConvShape {
            batch,
            in_channels: groups,
            out_channels: groups * each,
            groups,
            input: [1, down.0, along.0],
            output: [1, down.1, along.1],
            windows: [Window::new(1), down.2, along.2],
        }
    })
}

/// The places in `x`, `weight` and `y` of all products, by the definition.
fn products(shape: &ConvShape) -> Vec<[usize; 3]> {
    let [_, down, along] = shape.windows;
    let (each, [_, height, width]) = (shape.out_channels / shape.groups, shape.input);
    let mut all = Vec::new();
    for at in 0..shape.batch * shape.out_channels * shape.pixels() {
        let (plane, pixel) = (at / shape.pixels(), at % shape.pixels());
        for element in 0..elements(shape) {
            let y = down.source(pixel / shape.output[2], element / along.kernel, height);
            let x = along.source(pixel % shape.output[2], element % along.kernel, width);
            let source = y.zip(x).map(|(y, x)| plane / each * shape.plane() + y * width + x);
            all.extend(source.map(|x| [x, plane % shape.out_channels * elements(shape) + element, at]));
        }
    }
    all
}

fn run<A: Float>(case: &Case<A>, shape: &ConvShape) -> [Vec<A>; 3] {
    let y = forward(&case.x, &case.weight, Some(&case.bias), shape, &|_, _| {});
    let (dx, dw) = backward(&case.x, &case.weight, &case.dy, shape, Wanted { x: true, weight: true });
    [y, dx, dw]
}

fn defined(shape: &ConvShape) -> [Vec<f64>; 3] {
    let case = Case::<f64>::new(shape);
    let plane = |at: usize| at / shape.pixels() % shape.out_channels;
    let mut y: Vec<f64> = (0..case.dy.len()).map(|at| case.bias[plane(at)]).collect();
    let (mut dx, mut dw) = (vec![0.0; case.x.len()], vec![0.0; case.weight.len()]);
    for [i, j, at] in products(shape) {
        y[at] += case.x[i] * case.weight[j];
        dx[i] += case.dy[at] * case.weight[j];
        dw[j] += case.dy[at] * case.x[i];
    }
    [y, dx, dw]
}

fn close(got: impl Iterator<Item = f64>, want: &[f64], tolerance: f64) -> bool {
    got.zip(want).all(|(got, want)| (got - want).abs() <= tolerance * (1.0 + want.abs()))
}

proptest! {
    #[test]
    fn depthwise_conv_is_the_definition(shape in shape()) {
        let (single, double) = (run(&Case::<f32>::new(&shape), &shape), run(&Case::<f64>::new(&shape), &shape));
        for ((single, double), want) in single.iter().zip(&double).zip(&defined(&shape)) {
            prop_assert_eq!(double.len(), want.len());
            prop_assert!(close(double.iter().copied(), want, 1e-10));
            prop_assert!(close(single.iter().map(|&x| f64::from(x)), want, 2e-3));
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_bit_of_a_depthwise_conv() {
    let pools = [1, 2, 3, 8].map(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap());
    for (stride, output) in [(1, 45), (2, 23)] {
        let window = Window { stride, padding: [1; 2], ..Window::new(3) };
        let shape = ConvShape {
            batch: 5,
            in_channels: 7,
            out_channels: 14,
            groups: 7,
            input: [1, 45, 45],
            output: [1, output, output],
            windows: [Window::new(1), window, window],
        };
        assert!(fits(&shape));
        let case = Case::<f32>::new(&shape);
        let results = pools.each_ref().map(|pool| pool.install(|| run(&case, &shape)));
        assert!(results.iter().all(|result| *result == results[0]));
    }
}

#[test]
fn what_no_product_has_is_in_no_gradient_of_a_depthwise_conv() {
    let shape = seen_once();
    let mut case = Case::<f32>::new(&shape);
    case.x[11] = f32::INFINITY;
    let [y, _, dw] = run(&case, &shape);
    assert!(y[..9].iter().all(|y| y.is_finite()) && !y[9].is_finite());
    assert!(dw.iter().enumerate().all(|(i, dw)| dw.is_finite() == (i != 2)));
}
