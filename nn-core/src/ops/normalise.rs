//! The affine map of channels that brings each to mean 0 and variance 1, and its way back.

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

/// What the way back needs of each channel.
struct Kept<A> {
    mean: Vec<A>,
    rstd: Vec<A>,
    weight: Vec<A>,
}

impl<A: Float> Norm<A> {
    #[track_caller]
    pub(super) fn apply<const N: usize>(
        self,
        x: Tensor<N, A>,
        weight: Option<Tensor<1, A>>,
        bias: Option<Tensor<1, A>>,
        moments: &Moments<A>,
    ) -> Tensor<N, A> {
        let shape = x.shape();
        let mut op = Op::named("batch_norm");
        let vx = op.input(&x);
        let vw = op.optional_input(weight.as_ref());
        let vb = op.optional_input(bias.as_ref());
        let saved = op.wanted().then(|| x.off_tape());
        let kept = self.keep(moments, weight.as_ref());
        let scale: Vec<A> = kept.rstd.iter().zip(&kept.weight).map(|(&rstd, &w)| rstd * w).collect();
        let shift = self.each(|c| bias.as_ref().map_or(A::zero(), |b| b.as_slice()[c % b.len()]));
        let shift: Vec<A> =
            shift.zip(kept.mean.iter().zip(&scale)).map(|(b, (&mean, &scale))| b - mean * scale).collect();
        let y = affine(x, &scale, &shift, self.around);
        op.finish_with(y, || {
            let x = saved.expect("kept because the way back is wanted");
            move |dy: Tensor<N, A>, grads| {
                let (sums, products) =
                    channels::products(dy.as_slice(), x.as_slice(), &kept.mean, self.around);
                if let Some(vw) = vw {
                    grads.add_with(vw, || {
                        let parts = products.iter().zip(&kept.rstd).map(|(&product, &rstd)| product * rstd);
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
                    let ways = self.ways(&kept, &sums, &products);
                    channels::backward(storage.make_mut(), x.as_slice(), &ways, self.around);
                    Tensor::from_storage(shape, storage)
                });
            }
        })
    }

    fn each<'a, T: 'a>(&self, f: impl Fn(usize) -> T + 'a) -> impl Iterator<Item = T> + 'a {
        (0..self.around.axis).map(f)
    }

    fn keep(&self, moments: &Moments<A>, weight: Option<&Tensor<1, A>>) -> Kept<A> {
        let group = self.groups.unwrap_or(1);
        Kept {
            mean: self.each(|c| moments.mean[c / group]).collect(),
            rstd: self.each(|c| (moments.variance[c / group] + self.eps).sqrt().recip()).collect(),
            weight: self.each(|c| weight.map_or(A::one(), |w| w.as_slice()[c % w.len()])).collect(),
        }
    }

    /// With `x̂ = (x − mean)·rstd` and means over all that shares its statistics,
    /// `dx = rstd·(w·dy − mean(w·dy) − x̂·mean(w·dy·x̂))`; for constant statistics, the first term alone.
    fn ways(&self, kept: &Kept<A>, sums: &[A], products: &[A]) -> Vec<Way<A>> {
        let group = self.groups.unwrap_or(1);
        let n = A::of((self.around.outer * self.around.inner * group) as f64);
        let mean_over_group = |of: &[A], c: usize| {
            let first = c / group * group;
            (first..first + group).map(|c| kept.weight[c] * of[c]).sum::<A>() / n
        };
        self.each(|c| {
            let (mean, rstd) = (kept.mean[c], kept.rstd[c]);
            let scale = rstd * kept.weight[c];
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
