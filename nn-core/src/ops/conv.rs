//! Convolutions.

#[cfg(test)]
mod tests;

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
