use proptest::prelude::*;

use super::*;

fn axis() -> impl Strategy<Value = (usize, usize, Window)> {
    (1..21usize, 1..6usize, 1..4usize, [0..4usize, 0..4usize], 1..3usize).prop_filter_map(
        "the window does not fit",
        |(size, kernel, stride, padding, dilation)| {
            let window = Window { kernel, stride, padding, dilation, ceil_mode: false };
            Some((size, window.output(size)?, window))
        },
    )
}

fn shape() -> impl Strategy<Value = ConvShape> {
    (1..4usize, 1..4usize, 1..4usize, axis(), axis()).prop_map(|(batch, groups, each, down, along)| {
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

fn numbers(count: usize, seed: usize) -> Vec<f64> {
    (0..count).map(|i| (((i + seed) * 7919 % 1000) as f64 - 500.0) / 300.0).collect()
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

struct Case<A> {
    x: Vec<A>,
    weight: Vec<A>,
    bias: Vec<A>,
    dy: Vec<A>,
}

impl<A: Float> Case<A> {
    fn new(shape: &ConvShape) -> Self {
        let of = |count, seed| numbers(count, seed).into_iter().map(A::of).collect();
        Case {
            x: of(shape.batch * shape.in_channels * shape.plane(), 0),
            weight: of(shape.out_channels * elements(shape), 5),
            bias: of(shape.out_channels, 7),
            dy: of(shape.batch * shape.out_channels * shape.pixels(), 11),
        }
    }

    fn run(&self, shape: &ConvShape) -> [Vec<A>; 3] {
        let y = forward(&self.x, &self.weight, Some(&self.bias), shape);
        let (dx, dw) = backward(&self.x, &self.weight, &self.dy, shape, Wanted { x: true, weight: true });
        [y, dx, dw]
    }
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
        let (single, double) = (Case::<f32>::new(&shape).run(&shape), Case::<f64>::new(&shape).run(&shape));
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
        let results = pools.each_ref().map(|pool| pool.install(|| case.run(&shape)));
        assert!(results.iter().all(|result| *result == results[0]));
    }
}

#[test]
fn what_no_product_has_is_in_no_gradient_of_a_depthwise_conv() {
    // The last column is seen by the last element of a row of the kernel alone.
    let window = Window::new(3);
    let shape = ConvShape {
        batch: 1,
        in_channels: 1,
        out_channels: 1,
        groups: 1,
        input: [1, 3, 12],
        output: [1, 1, 10],
        windows: [Window::new(1), window, window],
    };
    let mut case = Case::<f32>::new(&shape);
    case.x[11] = f32::INFINITY;
    let [y, _, dw] = case.run(&shape);
    assert!(y[..9].iter().all(|y| y.is_finite()) && !y[9].is_finite());
    assert!(dw.iter().enumerate().all(|(i, dw)| dw.is_finite() == (i != 2)));
}
