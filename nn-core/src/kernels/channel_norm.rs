//! Channels brought to mean 0 and variance 1, then scaled and shifted: batch norm and group norm.

use super::channels::{self, Coefficients};
use super::reduce::AxisSizes;
use crate::storage::Float;

/// How channels are normalised.
#[derive(Clone, Copy, Debug)]
pub struct ChannelNorm {
    /// Where the channels are.
    pub axis_sizes: AxisSizes,
    /// How many neighbouring channels share their statistics.
    pub group: usize,
    /// Whether the statistics do not depend on the input.
    pub constant: bool,
    /// What is added to the variance.
    pub eps: f64,
}

/// The operands beside the input: mean and variance of each group of channels, and weight and bias of each channel, which
/// the copies of a channel in several samples share.
#[derive(Clone, Copy)]
pub(crate) struct Statistics<'a, A> {
    pub(crate) mean: &'a [A],
    pub(crate) variance: &'a [A],
    pub(crate) weight: Option<&'a [A]>,
}

/// What each channel is normalised by.
struct Channels<A> {
    mean: Vec<A>,
    rstd: Vec<A>,
    weight: Vec<A>,
}

impl ChannelNorm {
    /// `(x − mean) / √(variance + eps) · weight + bias`
    pub(crate) fn forward<A: Float>(self, x: &[A], of: Statistics<'_, A>, bias: Option<&[A]>) -> Vec<A> {
        let (scale, shift) = self.scale_and_shift(of, bias);
        channels::affine(x, &scale, &shift, self.axis_sizes)
    }

    /// The same in place.
    pub(crate) fn apply<A: Float>(self, x: &mut [A], of: Statistics<'_, A>, bias: Option<&[A]>) {
        let (scale, shift) = self.scale_and_shift(of, bias);
        channels::affine_in_place(x, &scale, &shift, self.axis_sizes);
    }

    /// The gradients of weight and bias, of so many channels each; and, if it is wanted, that of the input in place of
    /// that of the result.
    pub(crate) fn backward<A: Float>(
        self,
        dy: &mut [A],
        x: &[A],
        of: Statistics<'_, A>,
        channels: usize,
        wanted: bool,
    ) -> (Vec<A>, Vec<A>) {
        let each = self.channels(of);
        let (sums, products) = channels::products(dy, x, &each.mean, self.axis_sizes);
        let parts = products.iter().zip(&each.rstd).map(|(&product, &rstd)| product * rstd);
        let weight = by_channel(parts, channels);
        let bias = by_channel(sums.iter().copied(), channels);
        if wanted {
            channels::backward(dy, x, &self.coefficients(&each, &sums, &products), self.axis_sizes);
        }
        (weight, bias)
    }

    fn each<'a, T: 'a>(&self, f: impl Fn(usize) -> T + 'a) -> impl Iterator<Item = T> + 'a {
        (0..self.axis_sizes.axis).map(f)
    }

    fn channels<A: Float>(&self, of: Statistics<'_, A>) -> Channels<A> {
        let (group, eps) = (self.group, A::of(self.eps));
        Channels {
            mean: self.each(|c| of.mean[c / group]).collect(),
            rstd: self.each(|c| (of.variance[c / group] + eps).sqrt().recip()).collect(),
            weight: self.each(|c| of.weight.map_or(A::one(), |w| w[c % w.len()])).collect(),
        }
    }

    /// What each channel is multiplied by, and what is added then.
    pub(super) fn scale_and_shift<A: Float>(
        &self,
        of: Statistics<'_, A>,
        bias: Option<&[A]>,
    ) -> (Vec<A>, Vec<A>) {
        let Channels { mean, rstd, weight } = self.channels(of);
        let scale: Vec<A> = rstd.iter().zip(&weight).map(|(&rstd, &w)| rstd * w).collect();
        let bias = self.each(|c| bias.map_or(A::zero(), |b| b[c % b.len()]));
        let shift = bias.zip(mean.iter().zip(&scale)).map(|(b, (&mean, &scale))| b - mean * scale);
        let shift = shift.collect();
        (scale, shift)
    }

    fn coefficients<A: Float>(&self, each: &Channels<A>, sums: &[A], products: &[A]) -> Vec<Coefficients<A>> {
        let group = self.group;
        let n = A::of((self.axis_sizes.outer * self.axis_sizes.inner * group) as f64);
        let mean_over_group = |of: &[A], c: usize| {
            let first = c / group * group;
            (first..first + group).map(|c| each.weight[c] * of[c]).sum::<A>() / n
        };
        self.each(|c| {
            let (mean, rstd) = (each.mean[c], each.rstd[c]);
            let scale = rstd * each.weight[c];
            if self.constant {
                return Coefficients { mean, scale, slope: A::zero(), shift: A::zero() };
            }
            let slope = -rstd * rstd * rstd * mean_over_group(products, c);
            Coefficients { mean, scale, slope, shift: -rstd * mean_over_group(sums, c) }
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
