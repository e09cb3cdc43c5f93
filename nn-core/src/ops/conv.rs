//! Convolutions.

use super::{Conv1dOptions, Conv2dOptions, Conv3dOptions, ConvOptions, Operand, OptionalOperand};
use crate::autodiff::Place;
use crate::device::{self, Kernel};
use crate::kernels::conv as kernel;
use crate::kernels::conv_shape::ConvShape;
use crate::operation::Operation;
use crate::shape::Window;
use crate::storage::{Float, SharedStorage};
use crate::tensor::{Op, Tensor, fits, misfit, volume};

impl<A: Float> Tensor<3, A> {
    /// The one-dimensional convolution of sequences with a kernel:
    /// [`torch.nn.functional.conv1d`](https://pytorch.org/docs/stable/generated/torch.nn.functional.conv1d.html).
    ///
    /// Shapes: `[batch, in_channels, length]`, a weight of `[out_channels, in_channels / groups, kernel_size]` and
    /// a bias of `[out_channels]` give `[batch, out_channels, ..]`.
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, or the kernel is longer than the padded sequence.
    #[track_caller]
    pub fn conv1d(
        self,
        weight: impl Operand<3, A>,
        bias: impl OptionalOperand<1, A>,
        options: Conv1dOptions,
    ) -> Self {
        let weight = weight.operand_of(&self);
        let bias = bias.optional_operand_of(&self);
        conv("conv1d", self, weight, bias, options)
    }
}

impl<A: Float> Tensor<4, A> {
    /// The convolution (strictly: the cross-correlation) of images with a kernel:
    /// [`torch.nn.functional.conv2d`](https://pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html).
    ///
    /// Shapes: `[batch, in_channels, height, width]`, a weight of
    /// `[out_channels, in_channels / groups, kernel_height, kernel_width]` and a bias of `[out_channels]` give
    /// `[batch, out_channels, ..]`.
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, or the kernel is larger than the padded image.
    #[track_caller]
    pub fn conv2d(
        self,
        weight: impl Operand<4, A>,
        bias: impl OptionalOperand<1, A>,
        options: Conv2dOptions,
    ) -> Self {
        let weight = weight.operand_of(&self);
        let bias = bias.optional_operand_of(&self);
        conv("conv2d", self, weight, bias, options)
    }
}

impl<A: Float> Tensor<5, A> {
    /// The three-dimensional convolution of volumes with a kernel:
    /// [`torch.nn.functional.conv3d`](https://pytorch.org/docs/stable/generated/torch.nn.functional.conv3d.html).
    ///
    /// Shapes: `[batch, in_channels, depth, height, width]`, a weight of
    /// `[out_channels, in_channels / groups, kernel_depth, kernel_height, kernel_width]` and a bias of `[out_channels]` give
    /// `[batch, out_channels, ..]`.
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, or the kernel is larger than the padded volume.
    #[track_caller]
    pub fn conv3d(
        self,
        weight: impl Operand<5, A>,
        bias: impl OptionalOperand<1, A>,
        options: Conv3dOptions,
    ) -> Self {
        let weight = weight.operand_of(&self);
        let bias = bias.optional_operand_of(&self);
        conv("conv3d", self, weight, bias, options)
    }
}

/// The shape of a convolution over `D` axes: those that are missing have size 1.
#[track_caller]
fn conv_shape<const D: usize>(
    name: &str,
    place: &Place,
    x: &[usize],
    weight: &[usize],
    options: ConvOptions<D>,
) -> ConvShape {
    let ConvOptions { stride, dilation, groups, .. } = options;
    let (batch, in_channels, sizes) = (x[0], x[1], &x[2..]);
    let (out_channels, group_channels, kernel) = (weight[0], weight[1], &weight[2..]);
    fits!(
        place,
        options.divide(out_channels),
        "{name}: a weight of shape {weight:?} has {out_channels} output channels, which do not fall into {groups} groups"
    );
    fits!(
        place,
        group_channels.checked_mul(groups) == Some(in_channels),
        "{name}: a weight of shape {weight:?} in {groups} groups needs {} input channels, got {in_channels} in shape {x:?}",
        group_channels.saturating_mul(groups)
    );
    fits!(
        place,
        stride.iter().chain(&dilation).all(|&s| s > 0),
        "{name}: stride and dilation must be at least 1, got {stride:?} and {dilation:?}"
    );
    let (mut input, mut output, mut windows) = ([1; 3], [1; 3], [Window::new(1); 3]);
    for axis in 0..D {
        let (window, at) = (options.window(axis, kernel[axis]), axis + 3 - D);
        let Some(size) = window.output(sizes[axis]) else {
            misfit(
                place,
                format_args!(
                    "{name}: an input of shape {x:?} with padding {} is smaller than a kernel of {kernel:?} with \
                     dilation {dilation:?}",
                    options.padding.describe()
                ),
            )
        };
        (input[at], output[at], windows[at]) = (sizes[axis], size, window);
    }
    ConvShape { batch, in_channels, out_channels, groups, input, output, windows }
}

#[track_caller]
fn conv<const N: usize, const D: usize, A: Float>(
    name: &'static str,
    x: Tensor<N, A>,
    weight: Tensor<N, A>,
    bias: Option<Tensor<1, A>>,
    options: ConvOptions<D>,
) -> Tensor<N, A> {
    let shape = conv_shape(name, x.place(), &x.shape(), &weight.shape(), options);
    let output = shape.result();
    volume::<A>(name, &output);
    if let Some(bias) = &bias {
        let (got, want) = (bias.len(), shape.out_channels);
        fits!(
            x.place(),
            got == want,
            "{name}: {want} output channels need a bias of shape [{want}], got [{got}]"
        );
    }
    let mut op = Op::named(name);
    let (vx, vw) = (op.input(&x), op.input(&weight));
    let vb = op.optional_input(bias.as_ref());
    op.means(|| Operation::Conv { windows: shape.windows[3 - D..].to_vec(), groups: shape.groups });
    op.multiply_adds(shape.multiply_adds()).run(
        output,
        |keep| {
            let y = forward(&x, &weight, bias.as_ref(), shape, keep.wanted());
            (Tensor::from_storage(output, y), keep.value(|| (x.off_tape(), weight.off_tape())))
        },
        move |(x, weight), dy, grads| {
            if let Some(vb) = vb {
                grads.add_with(vb, || Tensor::from_storage(vb.shape(), bias_backward(&dy, shape)));
            }
            let wanted = kernel::Wanted { x: vx.wanted(), weight: vw.wanted() };
            let (dx, dw) = backward(&x, &weight, &dy, shape, wanted);
            dx.into_iter().for_each(|dx| grads.add(vx, Tensor::from_storage(vx.shape(), dx)));
            dw.into_iter().for_each(|dw| grads.add(vw, Tensor::from_storage(vw.shape(), dw)));
        },
    )
}

/// The convolution, where the operands are. One whose input and output are not needed for a backward pass waits.
fn forward<const N: usize, A: Float>(
    x: &Tensor<N, A>,
    weight: &Tensor<N, A>,
    bias: Option<&Tensor<1, A>>,
    shape: ConvShape,
    has_backward: bool,
) -> SharedStorage<A> {
    let kernel = || Some(Kernel::Conv(shape));
    let computed = match bias {
        Some(bias) => device::run(&[x.storage(), weight.storage(), bias.storage()], kernel),
        None => device::run(&[x.storage(), weight.storage()], kernel),
    };
    match computed {
        Some(mut y) => y.next(),
        None => {
            let later = || shape.forward_later(x.storage(), weight.storage(), bias.map(Tensor::storage));
            let at_once = || {
                let bias = bias.map(Tensor::as_slice);
                let weight = kernel::Weight::of(&shape, weight.storage(), !has_backward);
                SharedStorage::new(kernel::forward(x.as_slice(), weight, bias, &shape))
            };
            (!has_backward).then(later).flatten().unwrap_or_else(at_once)
        }
    }
}

/// The gradients of the input and of the weight, as far as they are wanted.
fn backward<const N: usize, A: Float>(
    x: &Tensor<N, A>,
    weight: &Tensor<N, A>,
    dy: &Tensor<N, A>,
    shape: ConvShape,
    wanted: kernel::Wanted,
) -> (Option<SharedStorage<A>>, Option<SharedStorage<A>>) {
    if !wanted.x && !wanted.weight {
        return (None, None);
    }
    let kernel = || Some(Kernel::ConvBackward { shape, input: wanted.x, weight: wanted.weight });
    if let Some(mut outputs) = device::run(&[x.storage(), weight.storage(), dy.storage()], kernel) {
        return (wanted.x.then(|| outputs.next()), wanted.weight.then(|| outputs.next()));
    }
    let (dx, dw) = kernel::backward(x.as_slice(), weight.as_slice(), dy.as_slice(), &shape, wanted);
    (wanted.x.then(|| SharedStorage::new(dx)), wanted.weight.then(|| SharedStorage::new(dw)))
}

/// The gradient of the bias.
fn bias_backward<const N: usize, A: Float>(dy: &Tensor<N, A>, shape: ConvShape) -> SharedStorage<A> {
    device::compute(
        &[dy.storage()],
        || Some(Kernel::ConvBias(shape)),
        || kernel::bias_backward(dy.as_slice(), &shape),
    )
}

#[cfg(test)]
mod tests {
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
            let (x, weight) = (irregular::<4>(x), irregular([32, 64, 3, 3]));
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
        let (x, mut weight) = (irregular([2, 64, 32, 32]), Param::new(irregular([32, 64, 3, 3])));
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
}
