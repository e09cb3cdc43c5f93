//! Transposed convolutions: what a convolution makes of gradients, as a forward pass.

use super::{
    ConvTranspose1dOptions, ConvTranspose2dOptions, ConvTranspose3dOptions, ConvTransposeOptions, Operand,
    OptionalOperand,
};
use crate::autodiff::Place;
use crate::device::{self, Kernel};
use crate::kernels::conv::{self as kernel, Wanted};
use crate::kernels::conv_shape::ConvShape;
use crate::operation::Operation;
use crate::shape::Window;
use crate::storage::{Float, SharedStorage};
use crate::tensor::{Op, Tensor, fits, misfit, volume};

impl<A: Float> Tensor<3, A> {
    /// The transposed convolution of sequences with a kernel:
    /// [`torch.nn.functional.conv_transpose1d`](https://pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose1d.html).
    ///
    /// Shapes: `[batch, in_channels, length]`, a weight of `[in_channels, out_channels / groups, kernel_size]` and a bias of
    /// `[out_channels]` give `[batch, out_channels, length']`, as those of
    /// [`conv_transpose2d`](Tensor::conv_transpose2d) do.
    ///
    /// # Panics
    ///
    /// As [`conv_transpose2d`](Tensor::conv_transpose2d).
    #[track_caller]
    pub fn conv_transpose1d(
        self,
        weight: impl Operand<3, A>,
        bias: impl OptionalOperand<1, A>,
        options: ConvTranspose1dOptions,
    ) -> Self {
        let weight = weight.operand_of(&self);
        let bias = bias.optional_operand_of(&self);
        conv_transpose("conv_transpose1d", self, weight, bias, options)
    }
}

impl<A: Float> Tensor<4, A> {
    /// The transposed convolution of images with a kernel, by which each element of the input is a copy of the kernel in the
    /// output: [`torch.nn.functional.conv_transpose2d`](https://pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose2d.html).
    ///
    /// Shapes: `[batch, in_channels, height, width]`, a weight of
    /// `[in_channels, out_channels / groups, kernel_height, kernel_width]` and a bias of `[out_channels]` give
    /// `[batch, out_channels, height', width']` with
    /// `height' = (height − 1)·stride − 2·padding + dilation·(kernel_height − 1) + output_padding + 1`.
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, nothing is left of the output, or `output_padding` is not smaller than the stride or the
    /// dilation.
    #[track_caller]
    pub fn conv_transpose2d(
        self,
        weight: impl Operand<4, A>,
        bias: impl OptionalOperand<1, A>,
        options: ConvTranspose2dOptions,
    ) -> Self {
        let weight = weight.operand_of(&self);
        let bias = bias.optional_operand_of(&self);
        conv_transpose("conv_transpose2d", self, weight, bias, options)
    }
}

impl<A: Float> Tensor<5, A> {
    /// The transposed convolution of volumes with a kernel:
    /// [`torch.nn.functional.conv_transpose3d`](https://pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose3d.html).
    ///
    /// Shapes: `[batch, in_channels, depth, height, width]`, a weight of
    /// `[in_channels, out_channels / groups, kernel_depth, kernel_height, kernel_width]` and a bias of `[out_channels]` give
    /// `[batch, out_channels, depth', height', width']`, as those of [`conv_transpose2d`](Tensor::conv_transpose2d) do.
    ///
    /// # Panics
    ///
    /// As [`conv_transpose2d`](Tensor::conv_transpose2d).
    #[track_caller]
    pub fn conv_transpose3d(
        self,
        weight: impl Operand<5, A>,
        bias: impl OptionalOperand<1, A>,
        options: ConvTranspose3dOptions,
    ) -> Self {
        let weight = weight.operand_of(&self);
        let bias = bias.optional_operand_of(&self);
        conv_transpose("conv_transpose3d", self, weight, bias, options)
    }
}

/// The shape of the convolution whose gradient this is: what it takes is the output here.
#[track_caller]
fn conv_shape<const D: usize>(
    name: &str,
    place: &Place,
    x: &[usize],
    weight: &[usize],
    options: ConvTransposeOptions<D>,
) -> ConvShape {
    let ConvTransposeOptions { stride, padding, output_padding, dilation, groups } = options;
    let (batch, in_channels, sizes) = (x[0], x[1], &x[2..]);
    let (channels, group_channels, kernel) = (weight[0], weight[1], &weight[2..]);
    fits!(
        place,
        options.divide(channels),
        "{name}: a weight of shape {weight:?} has {channels} input channels, which do not fall into {groups} groups"
    );
    fits!(
        place,
        channels == in_channels,
        "{name}: a weight of shape {weight:?} needs {channels} input channels, got {in_channels} in shape {x:?}"
    );
    fits!(
        place,
        stride.iter().chain(&dilation).all(|&s| s > 0),
        "{name}: stride and dilation must be at least 1, got {stride:?} and {dilation:?}"
    );
    fits!(
        place,
        options.adds_little(),
        "{name}: output_padding must be smaller than stride or dilation, got {output_padding:?} beside {stride:?} and \
         {dilation:?}"
    );
    let (mut input, mut output, mut windows) = ([1; 3], [1; 3], [Window::new(1); 3]);
    for axis in 0..D {
        let (window, at) = (options.window(axis, kernel[axis]), axis + 3 - D);
        let Some(size) = window.transposed_output(sizes[axis], output_padding[axis]) else {
            misfit(
                place,
                format_args!(
                    "{name}: a kernel of {kernel:?} makes nothing of an input of shape {x:?} with padding {padding:?}"
                ),
            )
        };
        (input[at], output[at], windows[at]) = (size, sizes[axis], window);
    }
    let out_channels = group_channels.saturating_mul(groups);
    ConvShape { batch, in_channels: out_channels, out_channels: in_channels, groups, input, output, windows }
}

#[track_caller]
fn conv_transpose<const N: usize, const D: usize, A: Float>(
    name: &'static str,
    x: Tensor<N, A>,
    weight: Tensor<N, A>,
    bias: Option<Tensor<1, A>>,
    options: ConvTransposeOptions<D>,
) -> Tensor<N, A> {
    let shape = conv_shape(name, x.place(), &x.shape(), &weight.shape(), options);
    let output = shape.operand();
    volume::<A>(name, &output);
    let channels = shape.in_channels;
    if let Some(bias) = &bias {
        let got = bias.len();
        fits!(
            x.place(),
            got == channels,
            "{name}: {channels} output channels need a bias of shape [{channels}], got [{got}]"
        );
    }
    let mut op = Op::named(name);
    let (vx, vw) = (op.input(&x), op.input(&weight));
    let vb = op.optional_input(bias.as_ref());
    op.means(|| Operation::ConvTranspose {
        windows: shape.windows[3 - D..].to_vec(),
        output_padding: options.output_padding.to_vec(),
        groups: shape.groups,
    });
    op.multiply_adds(shape.multiply_adds()).run(
        output,
        |keep| {
            (
                transposed(output, &x, &weight, bias.as_ref(), shape),
                keep.value(|| (x.off_tape(), weight.off_tape())),
            )
        },
        move |(x, weight), dy, grads| {
            if let Some(vb) = vb {
                grads.add_with(vb, || {
                    (2..N).fold(dy.clone().sum_keepdim(0), Tensor::sum_keepdim).alias([channels])
                });
            }
            grads.add_with(vw, || Tensor::from_storage(vw.shape(), weight_backward(&dy, &weight, &x, shape)));
            grads.add_with(vx, || Tensor::from_storage(vx.shape(), backward(&dy, &weight, shape)));
        },
    )
}

/// The transposed convolution, where the operands are.
fn transposed<const N: usize, A: Float>(
    output: [usize; N],
    x: &Tensor<N, A>,
    weight: &Tensor<N, A>,
    bias: Option<&Tensor<1, A>>,
    shape: ConvShape,
) -> Tensor<N, A> {
    if let Some(device) = x.storage().device() {
        let unseen = device.full(shape.batch * shape.in_channels * shape.plane(), A::zero());
        let kernel = || Some(Kernel::ConvBackward { shape, input: true, weight: false });
        if let Some(mut outputs) = device::run(&[&unseen, weight.storage(), x.storage()], kernel) {
            let y = Tensor::from_storage(output, outputs.next());
            let mut stretched = [1; N];
            stretched[1] = shape.in_channels;
            return match bias {
                Some(bias) => y + bias.off_tape().alias(stretched),
                None => y,
            };
        }
    }
    let bias = bias.map(Tensor::as_slice);
    let y = kernel::transposed(x.as_slice(), weight.as_slice(), bias, &shape);
    Tensor::from_storage(output, SharedStorage::new(y))
}

/// The gradient of the input: the convolution.
fn backward<const N: usize, A: Float>(
    dy: &Tensor<N, A>,
    weight: &Tensor<N, A>,
    shape: ConvShape,
) -> SharedStorage<A> {
    device::compute(
        &[dy.storage(), weight.storage()],
        || Some(Kernel::Conv(shape)),
        || kernel::forward(dy.as_slice(), kernel::Weight::Stored(weight.as_slice()), None, &shape),
    )
}

/// The gradient of the weight: the convolution's, whose input is the gradient of the output here.
fn weight_backward<const N: usize, A: Float>(
    dy: &Tensor<N, A>,
    weight: &Tensor<N, A>,
    x: &Tensor<N, A>,
    shape: ConvShape,
) -> SharedStorage<A> {
    device::compute(
        &[dy.storage(), weight.storage(), x.storage()],
        || Some(Kernel::ConvBackward { shape, input: false, weight: true }),
        || {
            let wanted = Wanted { x: false, weight: true };
            kernel::backward(dy.as_slice(), weight.as_slice(), x.as_slice(), &shape, wanted).1
        },
    )
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::ops::{Conv2dOptions, ConvTranspose1dOptions, ConvTranspose2dOptions, ConvTranspose3dOptions};

    fn check(x: [usize; 4], weight: [usize; 4], options: ConvTranspose2dOptions) {
        let (x, w, b) = (irregular(x), irregular(weight), irregular([weight[1] * options.groups]));
        gradcheck(x.clone(), |x| x.conv_transpose2d(&w, &b, options)).unwrap();
        gradcheck(w.clone(), |w| x.clone().beside(&w).conv_transpose2d(w, &b, options)).unwrap();
        gradcheck(b, |b| x.clone().beside(&b).conv_transpose2d(&w, b, options)).unwrap();
    }

    #[test]
    fn gradients() {
        let options = ConvTranspose2dOptions::new();
        check([2, 3, 3, 4], [3, 2, 2, 3], options);
        check(
            [1, 4, 3, 2],
            [4, 1, 3, 2],
            options.groups(2).stride([2, 3]).padding([1, 0]).output_padding([1, 2]),
        );
        check([2, 1, 3, 3], [1, 2, 2, 2], options.dilation([2, 3]).output_padding([1, 1]));
        check([3, 2, 2, 2], [2, 3, 1, 1], options);
    }

    #[test]
    fn it_is_what_a_convolution_makes_of_gradients() {
        let options = Conv2dOptions::new().stride([2, 1]).padding([1, 1]).groups(2);
        let (x, w) = (irregular([2, 4, 7, 5]), irregular([6, 2, 3, 2]));
        let x = crate::Tape::new(0).input(x).requires_grad();
        let y = x.clone().conv2d(&w, None, options);
        let dy = irregular(y.shape());
        let want = (y * &dy).sum().backward().wrt(&x).unwrap();
        let options = ConvTranspose2dOptions::new().stride([2, 1]).padding([1, 1]).groups(2);
        let got = dy.conv_transpose2d(&w, None, options);
        assert_eq!(got.shape(), want.shape());
        for (got, want) in got.as_slice().iter().zip(want.as_slice()) {
            assert!((got - want).abs() < 1e-12);
        }
    }

    #[test]
    fn volumes() {
        let options =
            ConvTranspose3dOptions::new().stride([2, 1, 2]).padding([1, 0, 1]).output_padding([1, 0, 0]);
        let (x, w, b) = (irregular([2, 2, 2, 3, 2]), irregular([2, 1, 2, 2, 3]), irregular([2]));
        let options = options.groups(2).dilation([1, 2, 1]);
        gradcheck(x.clone(), |x| x.conv_transpose3d(&w, &b, options)).unwrap();
        gradcheck(w.clone(), |w| x.clone().beside(&w).conv_transpose3d(w, &b, options)).unwrap();
        gradcheck(b, |b| x.clone().beside(&b).conv_transpose3d(&w, b, options)).unwrap();
    }

    #[test]
    fn sequences_are_images_of_one_row() {
        let (x, w, b) = (irregular([2, 3, 4]), irregular([3, 2, 3]), irregular([2]));
        let options = ConvTranspose1dOptions::new().stride([2]).padding([1]).output_padding([1]);
        gradcheck(x.clone(), |x| x.conv_transpose1d(&w, &b, options)).unwrap();
        gradcheck(w, |w| x.clone().beside(&w).conv_transpose1d(w, &b, options)).unwrap();
    }
}
