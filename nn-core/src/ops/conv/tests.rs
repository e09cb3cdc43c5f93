use crate::autodiff::Tape;
use crate::gradcheck::{gradcheck, irregular};
use crate::kernels::simd::has_fma;
use crate::module::Param;
use crate::ops::{Conv1dOptions, Conv2dOptions, Conv3dOptions, ConvOptions, Padding};
use crate::optim::{Optimizer, Sgd};
use crate::storage::handed_out;
use crate::tensor::Tensor;

/// On one thread, which notes what it is handed out.
fn alone<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(f)
}

#[test]
fn a_weight_that_is_not_trained_is_transformed_once() {
    // A result that is computed at once, one that waits, and one of so many tiles that nothing is kept.
    for (x, kept) in [([1, 64, 16, 16], 4), ([2, 64, 32, 32], 4), ([3, 64, 56, 56], 0)] {
        let (x, weight) = (irregular::<4>(x), irregular([64, 64, 3, 3]));
        let [(first, y), (second, again)] = alone(|| {
            [(); 2].map(|()| {
                let before = handed_out();
                let y = x.clone().conv2d(&weight, None, Conv2dOptions::new().padding([1; 2]));
                y.as_slice();
                (handed_out() - before, y)
            })
        });
        let kept = if has_fma() { kept } else { 0 };
        assert_eq!(first - second, kept * weight.len(), "{:?}", x.shape());
        assert_eq!(y.as_slice(), again.as_slice());
    }
}

#[test]
fn a_step_between_two_forwards_is_seen() {
    let (x, mut weight) = (irregular([2, 64, 32, 32]), Param::new(irregular([64, 64, 3, 3])));
    let options = Conv2dOptions::new().padding([1; 2]);
    let forward = |weight: &Param<4, f64>| x.clone().conv2d(weight, None, options);
    let mut sgd = Sgd::new(0.1);
    for _ in 0..3 {
        let before = forward(&weight);
        let trained = Tape::new(0).input(x.clone()).conv2d(&weight, None, options);
        assert_eq!(trained.as_slice(), before.as_slice());
        sgd.step(&mut weight, trained.square().mean().backward()).unwrap();
        let fresh = Param::new(weight.value().clone() * 1.0);
        assert_eq!(forward(&weight).as_slice(), forward(&fresh).as_slice());
        assert_ne!(forward(&weight).as_slice(), before.as_slice());
    }
}

type Conv<const N: usize, const D: usize> =
    fn(Tensor<N, f64>, &Tensor<N, f64>, Option<&Tensor<1, f64>>, ConvOptions<D>) -> Tensor<N, f64>;

fn check_by<const N: usize, const D: usize>(
    conv: Conv<N, D>,
    x: [usize; N],
    weight: [usize; N],
    options: ConvOptions<D>,
) {
    let (x, w, b) = (irregular(x), irregular(weight), irregular([weight[0]]));
    gradcheck(x.clone(), |x| conv(x, &w, Some(&b), options)).unwrap();
    gradcheck(w.clone(), |w| conv(x.clone().beside(&w), &w, Some(&b), options)).unwrap();
    gradcheck(b, |b| conv(x.clone().beside(&b), &w, Some(&b), options)).unwrap();
    let got = conv(x.clone(), &w, None, options);
    let want = slow(&x, &w, options, got.shape());
    for (got, want) in got.as_slice().iter().zip(&want) {
        assert!((got - want).abs() < 1e-10, "{got} instead of {want}");
    }
}

fn check(x: [usize; 4], weight: [usize; 4], options: Conv2dOptions) {
    let conv = |x: Tensor<4, f64>, w: &_, b: Option<&_>, options| match b {
        Some(b) => x.conv2d(w, b, options),
        None => x.conv2d(w, None, options),
    };
    check_by(conv, x, weight, options);
}

fn check_volume(x: [usize; 5], weight: [usize; 5], options: Conv3dOptions) {
    let conv = |x: Tensor<5, f64>, w: &_, b: Option<&_>, options| match b {
        Some(b) => x.conv3d(w, b, options),
        None => x.conv3d(w, None, options),
    };
    check_by(conv, x, weight, options);
}

/// The definition, element by element.
fn slow<const N: usize, const D: usize>(
    x: &Tensor<N, f64>,
    w: &Tensor<N, f64>,
    options: ConvOptions<D>,
    y: [usize; N],
) -> Vec<f64> {
    let offset = |shape: [usize; N], at: [usize; N]| {
        shape.iter().zip(at).try_fold(0, |sum, (&size, i)| (i < size).then_some(sum * size + i))
    };
    let [outputs, channels] = [y[1], w.shape()[1]];
    let taps: usize = w.shape()[1..].iter().product();
    let padding: [usize; D] = std::array::from_fn(|axis| match options.padding {
        Padding::Zeros(zeros) => zeros[axis],
        Padding::Same => options.dilation[axis] * (w.shape()[axis + 2] - 1) / 2,
    });
    Tensor::from_fn(y, |at| {
        let product = |mut tap: usize| {
            let (mut source, mut element) = (at, [at[1]; N]);
            for axis in (0..D).rev() {
                let size = w.shape()[axis + 2];
                element[axis + 2] = tap % size;
                let place = at[axis + 2] * options.stride[axis] + tap % size * options.dilation[axis];
                source[axis + 2] = place.checked_sub(padding[axis])?;
                tap /= size;
            }
            (source[1], element[1]) = (at[1] / (outputs / options.groups) * channels + tap, tap);
            element[0] = at[1];
            Some(x.as_slice()[offset(x.shape(), source)?] * w.as_slice()[offset(w.shape(), element)?])
        };
        (0..taps).filter_map(product).sum()
    })
    .into_vec()
}

#[test]
fn plain_and_pointwise() {
    let options = Conv2dOptions::new();
    check([2, 3, 5, 6], [4, 3, 3, 2], options);
    check([3, 2, 4, 3], [3, 2, 1, 1], options);
    check([1, 2, 4, 4], [3, 2, 3, 3], options);
}

#[test]
fn stride_padding_dilation_groups() {
    let options = Conv2dOptions::new();
    check([2, 2, 7, 6], [2, 2, 3, 3], options.stride([2, 3]));
    check([2, 2, 5, 5], [2, 2, 3, 3], options.padding([1, 2]));
    check([2, 2, 5, 6], [2, 2, 4, 3], options.padding_same());
    check([2, 2, 7, 8], [2, 2, 3, 2], options.dilation([2, 3]));
    check([2, 4, 4, 4], [6, 2, 3, 3], options.groups(2).padding([1, 1]));
    check([2, 3, 4, 4], [3, 1, 1, 1], options.groups(3));
}

#[test]
fn large_images_go_in_pieces() {
    let options = Conv2dOptions::new().padding([1, 1]);
    let (x, w) = (irregular([3, 2, 24, 40]), irregular([3, 2, 3, 3]));
    let got = x.clone().conv2d(&w, None, options);
    let want = slow(&x, &w, options, [3, 3, 24, 40]);
    assert!(got.as_slice().iter().zip(&want).all(|(got, want)| (got - want).abs() < 1e-10));
    gradcheck(w, |w| x.clone().conv2d(w, None, options)).unwrap();
}

#[test]
fn one_dimension() {
    let options = Conv1dOptions::new().stride([2]).padding([1]);
    let (x, w, b) = (irregular([3, 2, 9]), irregular([4, 2, 3]), irregular([4]));
    gradcheck(x.clone(), |x| x.conv1d(&w, &b, options)).unwrap();
    gradcheck(w, |w| x.clone().conv1d(w, &b, options)).unwrap();
}

#[test]
fn three_dimensions() {
    let options = Conv3dOptions::new();
    check_volume([2, 2, 3, 4, 3], [3, 2, 2, 3, 2], options);
    check_volume([3, 2, 2, 2, 2], [3, 2, 1, 1, 1], options);
    check_volume([1, 2, 5, 4, 6], [2, 2, 2, 2, 3], options.stride([2, 1, 3]).padding([1, 0, 2]));
    check_volume([2, 2, 4, 3, 3], [2, 1, 3, 2, 2], options.padding_same().groups(2));
    check_volume([2, 1, 5, 3, 4], [1, 1, 2, 2, 2], options.dilation([3, 2, 1]));
}

#[test]
fn large_volumes_go_in_pieces() {
    let options = Conv3dOptions::new().padding([1, 1, 1]);
    let (x, w) = (irregular([3, 2, 5, 9, 20]), irregular([3, 2, 3, 3, 3]));
    let got = x.clone().conv3d(&w, None, options);
    let want = slow(&x, &w, options, [3, 3, 5, 9, 20]);
    assert!(got.as_slice().iter().zip(&want).all(|(got, want)| (got - want).abs() < 1e-10));
}

#[test]
#[should_panic(expected = "with padding [0, 0] is smaller than a kernel of [3, 3] with dilation [1, 1]")]
fn the_kernel_must_fit() {
    let _ = irregular([1, 1, 2, 2]).conv2d(irregular([1, 1, 3, 3]), None, Default::default());
}
