//! The affine map of channels that brings each to mean 0 and variance 1, and its backward pass.

use crate::kernels::channels::{self, Way};
use crate::kernels::reduce::Around;
use crate::storage::{Float, SharedStorage};
use crate::tensor::{Op, Tensor};

/// The mean and the (biased) variance of each channel.
#[derive(Clone, Debug)]
pub(crate) struct Moments<A: Float> {
    pub(crate) mean: Vec<A>,
    pub(crate) variance: Vec<A>,
}

impl<A: Float> Moments<A> {
    /// Those of the channels that stand around an axis.
    pub(super) fn of<const N: usize>(x: &Tensor<N, A>, around: Around) -> Self {
        let (mean, variance) = channels::moments(x.as_slice(), around);
        Moments { mean, variance }
    }
}

/// How channels are normalised.
#[derive(Clone, Copy, Debug)]
pub(super) struct Norm<A> {
    pub(super) around: Around,
    /// The channels that share their statistics, if there are any such.
    pub(super) groups: Option<usize>,
    /// Whether the statistics do not depend on the input.
    pub(super) constant: bool,
    pub(super) eps: A,
}

/// What the backward pass needs of each channel.
struct Channels<A> {
    mean: Vec<A>,
    rstd: Vec<A>,
    weight: Vec<A>,
}

impl<A: Float> Norm<A> {
    #[track_caller]
    pub(super) fn apply<const N: usize>(
        self,
        name: &'static str,
        x: Tensor<N, A>,
        weight: Option<Tensor<1, A>>,
        bias: Option<Tensor<1, A>>,
        moments: impl FnOnce(&Tensor<N, A>) -> Moments<A>,
    ) -> (Tensor<N, A>, Moments<A>) {
        let shape = x.shape();
        let mut op = Op::named(name);
        let vx = op.input(&x);
        let vw = op.optional_input(weight.as_ref());
        let vb = op.optional_input(bias.as_ref());
        let mut found = Moments { mean: Vec::new(), variance: Vec::new() };
        let y = op.run(
            shape,
            |keep| {
                found = moments(&x);
                let channels = self.channels(&found, weight.as_ref());
                let (scale, shift) = self.scale_and_shift(&channels, bias.as_ref());
                let kept = keep.value(|| (x.off_tape(), channels));
                (affine(x, &scale, &shift, self.around), kept)
            },
            move |(x, channels), dy, grads| {
                let (sums, products) =
                    channels::products(dy.as_slice(), x.as_slice(), &channels.mean, self.around);
                if let Some(vw) = vw {
                    grads.add_with(vw, || {
                        let parts =
                            products.iter().zip(&channels.rstd).map(|(&product, &rstd)| product * rstd);
                        Tensor::new(vw.shape(), by_channel(parts, vw.shape()[0]))
                    });
                }
                if let Some(vb) = vb {
                    grads.add_with(vb, || {
                        Tensor::new(vb.shape(), by_channel(sums.iter().copied(), vb.shape()[0]))
                    });
                }
                grads.add_with(vx, || {
                    let mut storage = dy.into_storage();
                    let ways = self.ways(&channels, &sums, &products);
                    channels::backward(storage.make_mut(), x.as_slice(), &ways, self.around);
                    Tensor::from_storage(shape, storage)
                });
            },
        );
        (y, found)
    }

    fn each<'a, T: 'a>(&self, f: impl Fn(usize) -> T + 'a) -> impl Iterator<Item = T> + 'a {
        (0..self.around.axis).map(f)
    }

    /// What each channel is multiplied by, and what is added then.
    fn scale_and_shift(&self, channels: &Channels<A>, bias: Option<&Tensor<1, A>>) -> (Vec<A>, Vec<A>) {
        let scale: Vec<A> = channels.rstd.iter().zip(&channels.weight).map(|(&rstd, &w)| rstd * w).collect();
        let bias = self.each(|c| bias.map_or(A::zero(), |b| b.as_slice()[c % b.len()]));
        let shift = bias.zip(channels.mean.iter().zip(&scale)).map(|(b, (&mean, &scale))| b - mean * scale);
        let shift = shift.collect();
        (scale, shift)
    }

    fn channels(&self, moments: &Moments<A>, weight: Option<&Tensor<1, A>>) -> Channels<A> {
        let group = self.groups.unwrap_or(1);
        Channels {
            mean: self.each(|c| moments.mean[c / group]).collect(),
            rstd: self.each(|c| (moments.variance[c / group] + self.eps).sqrt().recip()).collect(),
            weight: self.each(|c| weight.map_or(A::one(), |w| w.as_slice()[c % w.len()])).collect(),
        }
    }

    /// With `x̂ = (x − mean)·rstd` and means over all that shares its statistics,
    /// `dx = rstd·(w·dy − mean(w·dy) − x̂·mean(w·dy·x̂))`; for constant statistics, the first term alone.
    fn ways(&self, channels: &Channels<A>, sums: &[A], products: &[A]) -> Vec<Way<A>> {
        let group = self.groups.unwrap_or(1);
        let n = A::of((self.around.outer * self.around.inner * group) as f64);
        let mean_over_group = |of: &[A], c: usize| {
            let first = c / group * group;
            (first..first + group).map(|c| channels.weight[c] * of[c]).sum::<A>() / n
        };
        self.each(|c| {
            let (mean, rstd) = (channels.mean[c], channels.rstd[c]);
            let scale = rstd * channels.weight[c];
            if self.constant {
                return Way { mean, scale, slope: A::zero(), shift: A::zero() };
            }
            let slope = -rstd * rstd * rstd * mean_over_group(products, c);
            Way { mean, scale, slope, shift: -rstd * mean_over_group(sums, c) }
        })
        .collect()
    }
}

/// Adds up what the samples' copies of a channel give to it.
fn by_channel<A: Float>(parts: impl Iterator<Item = A>, channels: usize) -> Vec<A> {
    let mut sums = vec![A::zero(); channels];
    for (c, part) in parts.enumerate() {
        sums[c % channels] += part;
    }
    sums
}

fn affine<const N: usize, A: Float>(
    x: Tensor<N, A>,
    scale: &[A],
    shift: &[A],
    around: Around,
) -> Tensor<N, A> {
    let shape = x.shape();
    let mut storage: SharedStorage<A> = x.into_storage();
    match storage.get_mut() {
        Some(values) => channels::affine_in_place(values, scale, shift, around),
        None => return Tensor::new(shape, channels::affine(storage.as_slice(), scale, shift, around)),
    }
    Tensor::from_storage(shape, storage)
}
