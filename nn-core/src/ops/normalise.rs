//! Channels that are normalised, where their tensors are.

use crate::device::{self, ChannelNorm, Input, Kernel};
use crate::kernels::channel_norm::Statistics;
use crate::kernels::channels;
use crate::kernels::reduce::AxisSizes;
use crate::operation::Operation;
use crate::storage::{Float, SharedStorage};
use crate::tensor::{Op, Tensor};

/// The mean and the (biased) variance of each channel.
#[derive(Clone, Debug)]
pub(crate) struct Moments<A: Float> {
    pub(crate) mean: Tensor<1, A>,
    pub(crate) variance: Tensor<1, A>,
}

impl<A: Float> Moments<A> {
    /// Those of each row.
    pub(crate) fn of_rows(x: &Tensor<2, A>) -> Self {
        let [rows, inner] = x.shape();
        Self::of(x, AxisSizes { outer: 1, axis: rows, inner })
    }

    /// Those of the channels that stand around an axis.
    pub(super) fn of<const N: usize>(x: &Tensor<N, A>, axis_sizes: AxisSizes) -> Self {
        let moments = match device::run(&[x.storage()], || Some(Kernel::Moments(axis_sizes))) {
            Some(mut outputs) => [outputs.next(), outputs.next()],
            None => {
                let (mean, variance) = channels::moments(x.as_slice(), axis_sizes);
                [SharedStorage::new(mean), SharedStorage::new(variance)]
            }
        };
        let [mean, variance] = moments.map(|storage| Tensor::from_storage([storage.len()], storage));
        Moments { mean, variance }
    }
}

/// Normalises the channels by what `moments` says of the input, and gives that as well.
/// Where the moments come from.
pub(super) enum Of<'a, A: Float> {
    Constants([&'a Tensor<1, A>; 2]),
    /// Each channel of the batch.
    Batch,
    /// So many groups of channels of each sample.
    Groups(usize),
}

#[track_caller]
pub(super) fn normalise<const N: usize, A: Float>(
    norm: ChannelNorm,
    name: &'static str,
    x: Tensor<N, A>,
    weight: Option<Tensor<1, A>>,
    bias: Option<Tensor<1, A>>,
    of: Of<'_, A>,
    moments: impl FnOnce(&Tensor<N, A>) -> Moments<A>,
) -> (Tensor<N, A>, Moments<A>) {
    let shape = x.shape();
    let mut op = Op::named(name);
    let vx = op.input(&x);
    let vw = op.optional_input(weight.as_ref());
    let vb = op.optional_input(bias.as_ref());
    let (eps, is_weighted, is_shifted) = (norm.eps, weight.is_some(), bias.is_some());
    match of {
        Of::Constants([mean, variance]) => {
            op.constant(mean);
            op.constant(variance);
            op.means(|| Operation::BatchNorm { eps, weight: is_weighted, bias: is_shifted });
        }
        Of::Batch => {
            op.means(|| Operation::ChannelNorm { groups: None, eps, weight: is_weighted, bias: is_shifted });
        }
        Of::Groups(groups) => op.means(|| Operation::ChannelNorm {
            groups: Some(groups),
            eps,
            weight: is_weighted,
            bias: is_shifted,
        }),
    }
    let mut found = Moments { mean: Tensor::meta([0]), variance: Tensor::meta([0]) };
    let y = op.run(
        shape,
        |keep| {
            found = moments(&x);
            let operands = Operands { moments: found.clone(), weight: weight.map(|w| w.off_tape()) };
            let kept = keep.value(|| (x.off_tape(), operands.clone()));
            let y = forward(norm, x.into_storage(), &operands, bias.as_ref());
            (Tensor::from_storage(shape, y), kept)
        },
        move |(x, operands), dy, grads| {
            let channels = shape[1];
            let (dx, dw, db) =
                backward(norm, dy.into_storage(), x.storage(), &operands, channels, vx.wanted());
            if let Some(vw) = vw {
                grads.add(vw, Tensor::from_storage(vw.shape(), dw));
            }
            if let Some(vb) = vb {
                grads.add(vb, Tensor::from_storage(vb.shape(), db));
            }
            grads.add_with(vx, || Tensor::from_storage(shape, dx));
        },
    );
    (y, found)
}

/// What channels are normalised by.
#[derive(Clone)]
struct Operands<A: Float> {
    moments: Moments<A>,
    weight: Option<Tensor<1, A>>,
}

impl<A: Float> Operands<A> {
    fn slices(&self) -> Statistics<'_, A> {
        let Moments { mean, variance } = &self.moments;
        let weight = self.weight.as_ref().map(Tensor::as_slice);
        Statistics { mean: mean.as_slice(), variance: variance.as_slice(), weight }
    }

    fn inputs(&self) -> [Option<&dyn Input>; 3] {
        let weight = self.weight.as_ref().map(|weight| weight.storage() as &dyn Input);
        [Some(self.moments.mean.storage()), Some(self.moments.variance.storage()), weight]
    }
}

fn forward<A: Float>(
    norm: ChannelNorm,
    mut x: SharedStorage<A>,
    operands: &Operands<A>,
    bias: Option<&Tensor<1, A>>,
) -> SharedStorage<A> {
    let kernel =
        || Some(Kernel::ChannelNorm { norm, weight: operands.weight.is_some(), bias: bias.is_some() });
    let [mean, variance, weight] = operands.inputs();
    let shift = bias.map(|bias| bias.storage() as &dyn Input);
    if let Some(mut y) = device::run_present(&[Some(&x), mean, variance, weight, shift], kernel) {
        return y.next();
    }
    let bias = bias.map(Tensor::as_slice);
    if let Some(y) = norm.forward_later(&x, operands.slices(), bias) {
        return y;
    }
    match x.get_mut() {
        Some(values) => norm.apply(values, operands.slices(), bias),
        None => return SharedStorage::new(norm.forward(x.as_slice(), operands.slices(), bias)),
    }
    x
}

/// The gradients of the input, of the weight and of the bias.
fn backward<A: Float>(
    norm: ChannelNorm,
    mut dy: SharedStorage<A>,
    x: &SharedStorage<A>,
    operands: &Operands<A>,
    channels: usize,
    wanted: bool,
) -> (SharedStorage<A>, SharedStorage<A>, SharedStorage<A>) {
    let kernel = || Some(Kernel::ChannelNormBackward { norm, channels });
    let [mean, variance, weight] = operands.inputs();
    if let Some(mut outputs) = device::run_present(&[Some(&dy), Some(x), mean, variance, weight], kernel) {
        return (outputs.next(), outputs.next(), outputs.next());
    }
    let (dw, db) = norm.backward(dy.make_mut(), x.as_slice(), operands.slices(), channels, wanted);
    (dy, SharedStorage::new(dw), SharedStorage::new(db))
}
