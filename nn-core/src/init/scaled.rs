//! Initial values whose size follows from the shape of a weight, so that what passes keeps its size.

use rand::Rng;

use super::distribution::{normal, uniform_around_zero};
use crate::tensor::{Tensor, volume};

/// The activation function behind a weight, of which the [gain](calculate_gain) is known.
///
/// It is no enum, whose variants would have the names of layers: the compiler would no longer call these by their short names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nonlinearity {
    gain: f32,
}

impl Nonlinearity {
    /// None: also that of a convolution.
    pub const LINEAR: Nonlinearity = Nonlinearity { gain: 1.0 };
    /// The logistic function.
    pub const SIGMOID: Nonlinearity = Nonlinearity { gain: 1.0 };
    /// The hyperbolic tangent.
    pub const TANH: Nonlinearity = Nonlinearity { gain: 5.0 / 3.0 };
    /// `max(x, 0)`.
    pub const RELU: Nonlinearity = Nonlinearity { gain: std::f32::consts::SQRT_2 };
    /// The self-normalising function of Klambauer et al.
    pub const SELU: Nonlinearity = Nonlinearity { gain: 0.75 };

    /// `x` where positive, else `slope` times `x`.
    pub fn leaky_relu(slope: f32) -> Nonlinearity {
        Nonlinearity { gain: (2.0 / (1.0 + slope * slope)).sqrt() }
    }
}

impl Default for Nonlinearity {
    fn default() -> Self {
        Nonlinearity::RELU
    }
}

/// By how much the weights before an activation function should be larger, so that what passes keeps its variance.
///
/// ```
/// use nn_core::init::{Nonlinearity, calculate_gain};
///
/// assert_eq!(calculate_gain(Nonlinearity::TANH), 5.0 / 3.0);
/// assert_eq!(calculate_gain(Nonlinearity::RELU), 2.0_f32.sqrt());
/// ```
pub fn calculate_gain(nonlinearity: Nonlinearity) -> f32 {
    nonlinearity.gain
}

/// What keeps its variance: the values on their way forward, or the gradients on their way back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FanMode {
    /// The values: PyTorch's `"fan_in"`.
    #[default]
    FanIn,
    /// The gradients: PyTorch's `"fan_out"`.
    FanOut,
}

/// Uniform in `±gain · √(3 / fan)` ([He et al. 2015](https://arxiv.org/abs/1502.01852)), where `fan` is how many inputs each
/// output has, or the reverse. Without any, 0.
///
/// ```
/// use nn_core::init::{self, FanMode, Nonlinearity};
/// use nn_core::prelude::*;
///
/// let mut layer = Linear::new(50, 20, &mut rng(0));
/// layer.weight.set_value(init::kaiming_uniform([20, 50], FanMode::FanIn, Nonlinearity::RELU, &mut rng(0)));
/// let bound = (6.0_f32 / 50.0).sqrt();
/// assert!(layer.weight.value().as_slice().iter().all(|w| w.abs() <= bound));
/// ```
///
/// # Panics
///
/// If the shape has fewer than 2 axes.
#[track_caller]
pub fn kaiming_uniform<const N: usize>(
    shape: [usize; N],
    mode: FanMode,
    nonlinearity: Nonlinearity,
    rng: &mut impl Rng,
) -> Tensor<N> {
    let std = kaiming_std("kaiming_uniform", &shape, mode, nonlinearity);
    Tensor::new(shape, uniform_around_zero(volume::<f32>("kaiming_uniform", &shape), std, rng))
}

/// Normal with mean 0 and standard deviation `gain / √fan` ([He et al. 2015](https://arxiv.org/abs/1502.01852)): see
/// [`kaiming_uniform`].
///
/// # Panics
///
/// If the shape has fewer than 2 axes.
#[doc(alias = "kaiming_normal_")]
#[track_caller]
pub fn kaiming_normal<const N: usize>(
    shape: [usize; N],
    mode: FanMode,
    nonlinearity: Nonlinearity,
    rng: &mut impl Rng,
) -> Tensor<N> {
    normal(shape, 0.0, kaiming_std("kaiming_normal", &shape, mode, nonlinearity), rng)
}

/// Uniform in `±gain · √(6 / (fan_in + fan_out))`
/// ([Glorot and Bengio 2010](https://proceedings.mlr.press/v9/glorot10a.html)), where `fan_in` is how many inputs each output
/// has, and `fan_out` the reverse. PyTorch's default for the gain is 1.
///
/// # Panics
///
/// If the shape has fewer than 2 axes.
#[doc(alias = "xavier_uniform_")]
#[track_caller]
pub fn xavier_uniform<const N: usize>(shape: [usize; N], gain: f32, rng: &mut impl Rng) -> Tensor<N> {
    let std = xavier_std("xavier_uniform", &shape, gain);
    Tensor::new(shape, uniform_around_zero(volume::<f32>("xavier_uniform", &shape), std, rng))
}

/// Normal with mean 0 and standard deviation `gain · √(2 / (fan_in + fan_out))`: see [`xavier_uniform`].
///
/// # Panics
///
/// If the shape has fewer than 2 axes.
#[doc(alias = "xavier_normal_")]
#[track_caller]
pub fn xavier_normal<const N: usize>(shape: [usize; N], gain: f32, rng: &mut impl Rng) -> Tensor<N> {
    normal(shape, 0.0, xavier_std("xavier_normal", &shape, gain), rng)
}

#[track_caller]
pub(super) fn kaiming_std(name: &str, shape: &[usize], mode: FanMode, nonlinearity: Nonlinearity) -> f32 {
    let [fan_in, fan_out] = fans(name, shape);
    let fan = match mode {
        FanMode::FanIn => fan_in,
        FanMode::FanOut => fan_out,
    };
    calculate_gain(nonlinearity) / (fan.max(1) as f32).sqrt()
}

#[track_caller]
pub(super) fn xavier_std(name: &str, shape: &[usize], gain: f32) -> f32 {
    let [fan_in, fan_out] = fans(name, shape);
    gain * (2.0 / (fan_in + fan_out).max(1) as f32).sqrt()
}

/// How many inputs each output of a weight `[outputs, inputs, ..]` has, and how many outputs each input.
#[track_caller]
fn fans(name: &str, shape: &[usize]) -> [usize; 2] {
    assert!(shape.len() >= 2, "{name}: expected a weight of shape [outputs, inputs, ..], got {shape:?}");
    let field: usize = shape[2..].iter().product();
    [shape[1] * field, shape[0] * field]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::rng;

    /// The standard deviation of elements around 0.
    fn spread<const N: usize>(x: Tensor<N>) -> f32 {
        x.powi(2).mean().sqrt().item()
    }

    #[track_caller]
    fn near(got: f32, want: f32) {
        assert!((got / want - 1.0).abs() < 0.03, "{got} instead of {want}");
    }

    /// The bounds and deviations are those of `torch.nn.init`.
    #[test]
    fn the_size_follows_from_the_shape() {
        let (shape, rng) = ([40, 30, 3, 3], &mut rng(0));
        let bound = |x: Tensor<4>| x.abs().max().item();
        near(bound(kaiming_uniform(shape, FanMode::FanIn, Nonlinearity::RELU, rng)), 0.149_07);
        near(bound(kaiming_uniform(shape, FanMode::FanOut, Nonlinearity::leaky_relu(1.0), rng)), 0.091_29);
        near(spread(kaiming_normal(shape, FanMode::FanIn, Nonlinearity::TANH, rng)), 0.101_43);
        near(bound(xavier_uniform(shape, 2.0, rng)), 0.195_18);
        near(spread(xavier_normal(shape, 1.0, rng)), 0.056_34);
    }

    #[test]
    fn gains() {
        assert_eq!(calculate_gain(Nonlinearity::SELU), 0.75);
        near(calculate_gain(Nonlinearity::leaky_relu(0.2)), 1.386_75);
    }

    #[test]
    #[should_panic(expected = "xavier_normal: expected a weight of shape [outputs, inputs, ..], got [3]")]
    fn a_bias_has_no_inputs() {
        let _ = xavier_normal([3], 1.0, &mut rng(0));
    }
}
