//! The distributions of initial values.

use rand::{Rng, RngExt};

use crate::storage::scratch;
use crate::tensor::{Tensor, volume};

/// Uniform in `low..high`.
#[doc(alias("rand", "uniform_"))]
#[track_caller]
pub fn uniform<const N: usize>(shape: [usize; N], low: f32, high: f32, rng: &mut impl Rng) -> Tensor<N> {
    Tensor::new(shape, uniform_values(volume::<f32>("uniform", &shape), low, high, rng))
}

pub(super) fn uniform_values(count: usize, low: f32, high: f32, rng: &mut impl Rng) -> Vec<f32> {
    drawn(count, || low + (high - low) * rng.random::<f32>())
}

/// So many values, one after another.
fn drawn(count: usize, draw: impl FnMut() -> f32) -> Vec<f32> {
    let mut values = scratch(count);
    values.fill_with(draw);
    values
}

/// Uniform around 0 with this standard deviation.
pub(super) fn uniform_around_zero(count: usize, std: f32, rng: &mut impl Rng) -> Vec<f32> {
    let bound = 3.0_f32.sqrt() * std;
    uniform_values(count, -bound, bound, rng)
}

/// The normal distribution, by the method of Box and Muller.
#[doc(alias("randn", "normal_"))]
#[track_caller]
pub fn normal<const N: usize>(shape: [usize; N], mean: f32, std: f32, rng: &mut impl Rng) -> Tensor<N> {
    Tensor::new(shape, normal_values(volume::<f32>("normal", &shape), mean, std, rng))
}

pub(super) fn normal_values(count: usize, mean: f32, std: f32, rng: &mut impl Rng) -> Vec<f32> {
    let draw = || {
        // In (0, 1], so that the logarithm is finite.
        let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
        let angle = std::f64::consts::TAU * rng.random::<f64>();
        mean + std * (radius * angle.cos()) as f32
    };
    drawn(count, draw)
}

/// What PyTorch gives the weights and biases of linear and convolutional layers: uniform in `±1/√fan_in`, which
/// is `kaiming_uniform_` with `a = √5`. Without inputs, 0.
#[doc(alias = "kaiming_uniform_")]
#[track_caller]
pub fn fan_in_uniform<const N: usize>(shape: [usize; N], fan_in: usize, rng: &mut impl Rng) -> Tensor<N> {
    if fan_in == 0 {
        return Tensor::zeros(shape);
    }
    let bound = 1.0 / (fan_in as f32).sqrt();
    uniform(shape, -bound, bound, rng)
}
