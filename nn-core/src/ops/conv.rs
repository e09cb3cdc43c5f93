//! Convolutions.

use super::{Conv1dOptions, Conv2dOptions, ConvOptions, Operand};
use crate::autodiff::Place;
use crate::device::{self, Kernel};
use crate::kernels::conv as kernel;
use crate::kernels::im2col::ConvShape;
use crate::shape::Window;
use crate::storage::{Float, SharedStorage};
use crate::tensor::{Op, Tensor, fits, misfit, volume};

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
        bias: Option<impl Operand<1, A>>,
        options: Conv2dOptions,
    ) -> Self {
        let weight = weight.operand_of(&self);
        let bias = bias.map(|bias| bias.operand_of(&self));
        let shape = conv_shape::<A, 2>("conv2d", self.place(), &self.shape(), &weight.shape(), options);
        conv("conv2d", self, weight, bias, shape)
    }
}

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
        bias: Option<impl Operand<1, A>>,
        options: Conv1dOptions,
    ) -> Self {
        let weight = weight.operand_of(&self);
        let bias = bias.map(|bias| bias.operand_of(&self));
        let [batch, channels, length] = self.shape();
        let [outputs, inputs, kernel] = weight.shape();
        let shape = conv_shape::<A, 1>("conv1d", self.place(), &self.shape(), &weight.shape(), options);
        let (image, row) = ([batch, channels, 1, length], [outputs, inputs, 1, kernel]);
        let y = conv("conv1d", self.alias(image), weight.alias(row), bias, shape);
        let [batch, outputs, _, length] = y.shape();
        y.with_shape(&[batch, outputs, length])
    }
}

/// The shape of a convolution over `D` axes, of which a sequence is an image of one row.
#[track_caller]
fn conv_shape<A, const D: usize>(
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
    let (mut input, mut output, mut windows) = ([1; 2], [1; 2], [Window::new(1); 2]);
    for axis in 0..D {
        let (window, at) = (options.window(axis, kernel[axis]), axis + 2 - D);
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
    volume::<A>(name, &[batch, out_channels, output[0], output[1]]);
    ConvShape { batch, in_channels, out_channels, groups, input, output, windows }
}

#[track_caller]
fn conv<A: Float>(
    name: &'static str,
    x: Tensor<4, A>,
    weight: Tensor<4, A>,
    bias: Option<Tensor<1, A>>,
    shape: ConvShape,
) -> Tensor<4, A> {
    if let Some(bias) = &bias {
        let (got, want) = (bias.len(), shape.out_channels);
        fits!(
            x.place(),
            got == want,
            "{name}: {want} output channels need a bias of shape [{want}], got [{got}]"
        );
    }
    let [height, width] = shape.output;
    let output = [shape.batch, shape.out_channels, height, width];
    let mut op = Op::named(name);
    let (vx, vw) = (op.input(&x), op.input(&weight));
    let vb = op.optional_input(bias.as_ref());
    op.multiply_adds(shape.multiply_adds()).run(
        output,
        |keep| {
            let y = forward(&x, &weight, bias.as_ref(), shape);
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

/// The convolution, where the operands are.
fn forward<A: Float>(
    x: &Tensor<4, A>,
    weight: &Tensor<4, A>,
    bias: Option<&Tensor<1, A>>,
    shape: ConvShape,
) -> SharedStorage<A> {
    let kernel = || Some(Kernel::Conv(shape));
    let computed = match bias {
        Some(bias) => device::run(&[x.storage(), weight.storage(), bias.storage()], kernel),
        None => device::run(&[x.storage(), weight.storage()], kernel),
    };
    match computed {
        Some(mut y) => y.next(),
        None => {
            let bias = bias.map(Tensor::as_slice);
            SharedStorage::new(kernel::forward(x.as_slice(), weight.as_slice(), bias, &shape))
        }
    }
}

/// The gradients of the input and of the weight, as far as they are wanted.
fn backward<A: Float>(
    x: &Tensor<4, A>,
    weight: &Tensor<4, A>,
    dy: &Tensor<4, A>,
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
fn bias_backward<A: Float>(dy: &Tensor<4, A>, shape: ConvShape) -> SharedStorage<A> {
    device::compute(
        &[dy.storage()],
        || Some(Kernel::ConvBias(shape)),
        || kernel::bias_backward(dy.as_slice(), &shape),
    )
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::ops::{Conv1dOptions, Conv2dOptions, Padding};
    use crate::tensor::Tensor;

    fn check(x: [usize; 4], weight: [usize; 4], options: Conv2dOptions) {
        let (x, w, b) = (irregular(x), irregular(weight), irregular([weight[0]]));
        gradcheck(x.clone(), |x| x.conv2d(&w, Some(&b), options)).unwrap();
        gradcheck(w.clone(), |w| x.clone().conv2d(w, Some(&b), options)).unwrap();
        gradcheck(b, |b| x.clone().conv2d(&w, Some(b), options)).unwrap();
        let got = x.clone().conv2d(&w, None::<&Tensor<1, f64>>, options);
        let want = slow(&x, &w, options, got.shape());
        for (got, want) in got.as_slice().iter().zip(&want) {
            assert!((got - want).abs() < 1e-10, "{got} instead of {want}");
        }
    }

    /// The definition, element by element.
    fn slow(x: &Tensor<4, f64>, w: &Tensor<4, f64>, options: Conv2dOptions, y: [usize; 4]) -> Vec<f64> {
        let (x, w) = (x.as_array(), w.as_array());
        let [_, channels, kh, kw] = w.shape().try_into().unwrap();
        let padding = match options.padding {
            Padding::Zeros(zeros) => zeros,
            Padding::Same => [0, 1].map(|i| options.dilation[i] * ([kh, kw][i] - 1) / 2),
        };
        Tensor::from_fn(y, |[n, o, i, j]| {
            let group = o / (y[1] / options.groups);
            let mut sum = 0.0;
            for (c, k, l) in
                (0..channels).flat_map(|c| (0..kh).flat_map(move |k| (0..kw).map(move |l| (c, k, l))))
            {
                let row = (i * options.stride[0] + k * options.dilation[0]).checked_sub(padding[0]);
                let column = (j * options.stride[1] + l * options.dilation[1]).checked_sub(padding[1]);
                if let (Some(row), Some(column)) = (row, column) {
                    sum += x.get([n, group * channels + c, row, column]).unwrap_or(&0.0) * w[[o, c, k, l]];
                }
            }
            sum
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
        let got = x.clone().conv2d(&w, None::<&Tensor<1, f64>>, options);
        let want = slow(&x, &w, options, [3, 3, 24, 40]);
        assert!(got.as_slice().iter().zip(&want).all(|(got, want)| (got - want).abs() < 1e-10));
        gradcheck(w, |w| x.clone().conv2d(w, None::<&Tensor<1, f64>>, options)).unwrap();
    }

    #[test]
    fn one_dimension() {
        let options = Conv1dOptions::new().stride([2]).padding([1]);
        let (x, w, b) = (irregular([3, 2, 9]), irregular([4, 2, 3]), irregular([4]));
        gradcheck(x.clone(), |x| x.conv1d(&w, Some(&b), options)).unwrap();
        gradcheck(w, |w| x.clone().conv1d(w, Some(&b), options)).unwrap();
    }

    #[test]
    #[should_panic(expected = "with padding [0, 0] is smaller than a kernel of [3, 3] with dilation [1, 1]")]
    fn the_kernel_must_fit() {
        let _ = irregular([1, 1, 2, 2]).conv2d(
            irregular([1, 1, 3, 3]),
            None::<&Tensor<1, f64>>,
            Default::default(),
        );
    }
}
