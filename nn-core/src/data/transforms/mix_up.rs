//! Batches whose samples are mixed with each other.

use rand::{Rng, RngExt};

use crate::tensor::Tensor;

/// Mixes each sample of a batch with the one before it, inputs as well as labels: `λ·x + (1 − λ)·x'`, with one `λ` for the
/// batch from the beta distribution of `alpha` and `alpha`
/// ([Zhang et al., 2017](https://arxiv.org/abs/1710.09412)).
///
/// The labels become probabilities of the classes, which
/// [`cross_entropy`](crate::loss::CrossEntropyLoss) takes as they are.
///
/// ```
/// use nn_core::data::transforms::MixUp;
/// use nn_core::prelude::*;
///
/// let mix_up = MixUp::new(0.2, 3);
/// let (images, labels) = (Tensor::<4>::zeros([8, 3, 4, 4]), Tensor::from_fn([8], |[i]| i % 3));
/// // The step of the run fixes what is drawn.
/// let (images, probabilities) = mix_up.apply(images, &labels, &mut rng_at(7, 0));
/// assert_eq!((images.shape(), probabilities.shape()), ([8, 3, 4, 4], [8, 3]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MixUp {
    alpha: f64,
    num_classes: usize,
}

impl MixUp {
    /// The parameter of the beta distribution (torchvision's default is 1), and the number of the classes.
    ///
    /// # Panics
    ///
    /// If `alpha` is not above 0.
    #[track_caller]
    pub fn new(alpha: f64, num_classes: usize) -> Self {
        assert!(alpha > 0.0 && alpha.is_finite(), "MixUp: expected an alpha above 0, got {alpha}");
        MixUp { alpha, num_classes }
    }

    /// The mixed inputs, and the probabilities of the classes.
    ///
    /// # Panics
    ///
    /// If there are not as many labels as inputs, or if a label is not below the number of classes.
    #[track_caller]
    pub fn apply<const N: usize>(
        &self,
        inputs: Tensor<N>,
        labels: &Tensor<1, usize>,
        rng: &mut (impl Rng + ?Sized),
    ) -> (Tensor<N>, Tensor<2>) {
        let samples = labels.len();
        assert!(
            inputs.shape().first() == Some(&samples),
            "MixUp: {samples} labels for inputs of shape {:?}",
            inputs.shape()
        );
        let share = beta(self.alpha, rng) as f32;
        let probabilities = labels.one_hot(self.num_classes).cast::<f32>();
        (mixed(inputs, samples, share), mixed(probabilities, samples, share))
    }
}

/// Each of the rows with the one before it, the first with the last.
fn mixed<const N: usize>(rows: Tensor<N>, count: usize, share: f32) -> Tensor<N> {
    let elements = rows.as_slice();
    let size = elements.len() / count.max(1);
    let before = elements[elements.len() - size.min(elements.len())..].iter().chain(elements);
    let mixed = elements.iter().zip(before).map(|(value, other)| share * value + (1.0 - share) * other);
    Tensor::new(rows.shape(), mixed.collect())
}

/// A number of the beta distribution of `alpha` and `alpha`.
fn beta(alpha: f64, rng: &mut (impl Rng + ?Sized)) -> f64 {
    let (a, b) = (gamma(alpha, rng), gamma(alpha, rng));
    // Both may be 0 for a tiny alpha: then the share is one of the ends.
    if a + b > 0.0 { a / (a + b) } else { f64::from(u8::from(rng.random::<bool>())) }
}

/// A number of the gamma distribution, by the method of Marsaglia and Tsang, *A simple method for generating gamma
/// variables* (2000).
fn gamma(shape: f64, rng: &mut (impl Rng + ?Sized)) -> f64 {
    if shape < 1.0 {
        return gamma(shape + 1.0, rng) * rng.random::<f64>().powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(rng);
        let v = (1.0 + c * x).powi(3);
        let u: f64 = rng.random();
        if v > 0.0 && u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

/// A number of the normal distribution, by Box and Muller.
fn normal(rng: &mut (impl Rng + ?Sized)) -> f64 {
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()
}
