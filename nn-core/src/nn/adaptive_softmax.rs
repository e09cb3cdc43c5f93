//! `AdaptiveLogSoftmaxWithLoss`.

use rand::Rng;

use super::forward::forward;
use super::layer::layer;
use super::{Linear, LinearSpec};
use crate::init::Init;
use crate::tensor::{either, fits, misfit};
use crate::{Forward, Tensor};

/// The logarithms of the probabilities of many classes, of which a few are frequent: those up to the first of `cutoffs` and a
/// cluster for the classes up to each other cutoff are in the `head`, the classes of a cluster in a smaller layer of its own
/// ([Grave et al. 2017](https://arxiv.org/abs/1609.04309)):
/// [`torch.nn.AdaptiveLogSoftmaxWithLoss`](https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveLogSoftmaxWithLoss.html).
/// The classes are sorted by how frequent they are, the most frequent first.
///
/// # Shapes
///
/// Samples `[batch, in_features]` and their classes `[batch]` to the logarithms of the probabilities of those, `[batch]`, and
/// the loss, which is the mean of their negatives.
///
/// # Panics
///
/// The forward, if the samples have other features, if there is not a class for each, or if there is no such class; making
/// one, if the cutoffs do not ascend from at least 1 to less than the number of classes.
///
/// ```
/// use nn_core::prelude::*;
///
/// let softmax = AdaptiveLogSoftmaxWithLoss::new(16, 1000, vec![10, 100], &mut rng(0));
/// let x = Tape::new(0).input(Tensor::<2>::zeros([3, 16]));
/// let (output, loss) = softmax.forward((x, Tensor::from([0, 50, 999])));
/// assert_eq!((output.shape(), loss.shape()), ([3], []));
/// assert_eq!(softmax.predict(Tensor::zeros([3, 16])).shape(), [3]);
/// ```
#[derive(Clone, Debug)]
pub struct AdaptiveLogSoftmaxWithLoss {
    /// To the frequent classes and the clusters.
    pub head: Linear,
    /// To the classes of each cluster, by way of fewer features.
    pub tail: Vec<(Linear, Linear)>,
}

layer!(
    AdaptiveLogSoftmaxWithLoss { head, tail } | layer | "{}, {}, cutoffs={:?}",
    layer.head.in_features(),
    layer.bounds().last().expect("there are classes"),
    &layer.bounds()[..layer.tail.len()]
);

impl AdaptiveLogSoftmaxWithLoss {
    /// A layer with PyTorch's defaults.
    ///
    /// # Panics
    ///
    /// If the cutoffs do not ascend from at least 1 to less than `n_classes`.
    #[track_caller]
    pub fn new(in_features: usize, n_classes: usize, cutoffs: Vec<usize>, rng: &mut impl Rng) -> Self {
        Self::spec(in_features, n_classes, cutoffs).init(rng)
    }

    /// The settings of a layer, from which [`init`](Init::init) makes one.
    pub const fn spec(
        in_features: usize,
        n_classes: usize,
        cutoffs: Vec<usize>,
    ) -> AdaptiveLogSoftmaxWithLossSpec {
        AdaptiveLogSoftmaxWithLossSpec { in_features, n_classes, cutoffs, div_value: 4.0, head_bias: false }
    }

    /// The logarithms of the probabilities of all classes: `[batch, in_features]` to `[batch, n_classes]`.
    ///
    /// # Panics
    ///
    /// If the samples have other features.
    #[track_caller]
    pub fn log_prob(&self, x: Tensor<2>) -> Tensor<2> {
        let (head, frequent) = (self.head_of(&x), self.bounds()[0]);
        let mut parts = vec![head.clone().slice(1, 0..frequent)];
        for i in 0..self.tail.len() {
            let cluster = frequent + i;
            parts.push(self.cluster_of(i, x.clone()) + head.clone().slice(1, cluster..cluster + 1));
        }
        Tensor::concat(&parts, 1)
    }

    /// The most probable class of each sample: `[batch, in_features]` to `[batch]`.
    ///
    /// # Panics
    ///
    /// If the samples have other features.
    #[track_caller]
    pub fn predict(&self, x: Tensor<2>) -> Tensor<1, usize> {
        self.log_prob(x).argmax(1)
    }

    /// The class at which each part ends: the frequent ones, then each cluster.
    fn bounds(&self) -> Vec<usize> {
        let mut bounds = vec![self.head.out_features() - self.tail.len()];
        for (_, classes) in &self.tail {
            bounds.push(bounds[bounds.len() - 1] + classes.out_features());
        }
        bounds
    }

    /// The logarithms of the probabilities of the frequent classes and of the clusters.
    #[track_caller]
    fn head_of(&self, x: &Tensor<2>) -> Tensor<2> {
        let (shape, features) = (x.shape(), self.head.in_features());
        fits!(
            x.place(),
            shape[1] == features,
            "{}: expected an input of shape [batch, {features}], got {shape:?}",
            self.describe()
        );
        x.clone().linear(&self.head.weight, self.head.bias.as_ref()).log_softmax(1)
    }

    /// The logarithms of the probabilities of the classes of a cluster within it.
    #[track_caller]
    fn cluster_of(&self, i: usize, x: Tensor<2>) -> Tensor<2> {
        let (features, classes) = &self.tail[i];
        let x = x.linear(&features.weight, features.bias.as_ref());
        x.linear(&classes.weight, classes.bias.as_ref()).log_softmax(1)
    }

    #[track_caller]
    fn apply(&self, (x, target): (Tensor<2>, Tensor<1, usize>)) -> (Tensor<1>, Tensor<0>) {
        let bounds = self.bounds();
        self.check(&x, &target, bounds[bounds.len() - 1]);
        let (batch, frequent) = (target.len(), bounds[0]);
        let part = |class: usize| bounds.iter().take_while(|&&end| end <= class).count();
        let classes = target.as_slice().iter();
        let entries = classes.map(|&class| if class < frequent { class } else { frequent + part(class) - 1 });
        let entries = Tensor::new([batch, 1], entries.collect()).beside(&target);
        let mut output = self.head_of(&x).gather(1, &entries).remove_axis(1);
        let mut found = vec![output.clone().slice(0, 0..0).reshape([0])];
        let mut places = vec![None; batch];
        for i in 0..self.tail.len() {
            let range = bounds[i]..bounds[i + 1];
            let rows: Vec<usize> = (0..batch).filter(|&n| range.contains(&target.as_slice()[n])).collect();
            if rows.is_empty() {
                continue;
            }
            let within = rows.iter().map(|&n| target.as_slice()[n] - range.start).collect();
            let within = Tensor::new([rows.len(), 1], within).beside(&target);
            let before: usize = found.iter().map(Tensor::len).sum();
            rows.iter().enumerate().for_each(|(at, &n)| places[n] = Some(before + at));
            let rows = Tensor::from(rows).beside(&target);
            let samples = x.clone().index_select(0, &rows);
            found.push(self.cluster_of(i, samples).gather(1, &within).remove_axis(1));
        }
        if found.len() > 1 {
            output += spread(&found, &places);
        }
        let loss = -output.clone().mean();
        (output, loss)
    }

    #[track_caller]
    fn check(&self, x: &Tensor<2>, target: &Tensor<1, usize>, n_classes: usize) {
        let (batch, got) = (x.shape()[0], target.len());
        fits!(
            either(x.place(), target.place()),
            batch == got,
            "{}: expected a class for each of {batch} samples, got {got}",
            self.describe()
        );
        if let Some(class) = target.as_slice().iter().find(|&&class| class >= n_classes) {
            misfit(
                either(x.place(), target.place()),
                format_args!("{}: there is no class {class}, as they count from 0", self.describe()),
            );
        }
    }
}

/// What was found for some samples, at their places; 0 for the others.
#[track_caller]
fn spread(found: &[Tensor<1>], places: &[Option<usize>]) -> Tensor<1> {
    let all = Tensor::concat(found, 0);
    let none = all.len();
    let indices: Vec<usize> = places.iter().map(|place| place.unwrap_or(none)).collect();
    all.pad([0, 1]).take(&indices)
}

impl Forward<(Tensor<2>, Tensor<1, usize>)> for AdaptiveLogSoftmaxWithLoss {
    forward!(apply((Tensor<2>, Tensor<1, usize>)) -> (Tensor<1>, Tensor<0>));
}

/// The settings of an [`AdaptiveLogSoftmaxWithLoss`], from which [`init`](Init::init) makes one.
#[derive(Clone, Debug, PartialEq)]
pub struct AdaptiveLogSoftmaxWithLossSpec {
    in_features: usize,
    n_classes: usize,
    cutoffs: Vec<usize>,
    div_value: f64,
    head_bias: bool,
}

impl AdaptiveLogSoftmaxWithLossSpec {
    /// Sets by how much the features of each cluster are fewer than those of the one before; by default 4.
    pub fn div_value(mut self, div_value: f64) -> Self {
        self.div_value = div_value;
        self
    }

    /// Sets whether the head has a bias; by default it has none.
    pub fn head_bias(mut self, head_bias: bool) -> Self {
        self.head_bias = head_bias;
        self
    }

    /// The layers of a cluster, whose classes are so many.
    fn cluster(&self, i: usize, classes: usize) -> (LinearSpec, LinearSpec) {
        let features = (self.in_features as f64 / self.div_value.powi(i as i32 + 1)) as usize;
        (Linear::spec(self.in_features, features).bias(false), Linear::spec(features, classes).bias(false))
    }
}

#[diagnostic::do_not_recommend]
impl Init for AdaptiveLogSoftmaxWithLossSpec {
    type Module = AdaptiveLogSoftmaxWithLoss;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> AdaptiveLogSoftmaxWithLoss {
        let Self { in_features, n_classes, cutoffs, .. } = self;
        let ascend = cutoffs.is_sorted_by(|a, b| a < b) && cutoffs.first().is_some_and(|&first| first > 0);
        assert!(
            ascend && cutoffs.last().is_some_and(|last| last < n_classes),
            "AdaptiveLogSoftmaxWithLoss: expected cutoffs that ascend from at least 1 to less than {n_classes}, got {cutoffs:?}"
        );
        let head = Linear::spec(*in_features, cutoffs[0] + cutoffs.len()).bias(self.head_bias).init(rng);
        let mut tail = Vec::with_capacity(cutoffs.len());
        for (i, first) in cutoffs.iter().enumerate() {
            let end = cutoffs.get(i + 1).unwrap_or(n_classes);
            tail.push(self.cluster(i, end - first).init(rng));
        }
        AdaptiveLogSoftmaxWithLoss { head, tail }
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    fn layer() -> AdaptiveLogSoftmaxWithLoss {
        let spec = AdaptiveLogSoftmaxWithLoss::spec(8, 12, vec![3, 6]).div_value(2.0);
        spec.head_bias(true).init(&mut rng(0))
    }

    #[test]
    fn settings_and_names() {
        let names = [
            "head.weight",
            "head.bias",
            "tail.0.0.weight",
            "tail.0.1.weight",
            "tail.1.0.weight",
            "tail.1.1.weight",
        ];
        assert!(layer().named_parameters().names().eq(names));
        let shapes: Vec<_> = layer().tail.iter().map(|(a, b)| (a.weight.shape(), b.weight.shape())).collect();
        assert_eq!(shapes, [([4, 8], [3, 4]), ([2, 8], [6, 2])]);
        let tree = layer().tree().to_string();
        assert!(tree.contains("AdaptiveLogSoftmaxWithLoss"), "{tree}");
    }

    #[test]
    fn the_output_is_the_probability_of_the_target() {
        let (layer, x) = (layer(), crate::init::normal([12, 8], 0.0, 1.0, &mut rng(1)));
        let all = layer.log_prob(x.clone());
        let sums = all.clone().exp().sum_axis(1);
        assert!(sums.as_slice().iter().all(|sum| (sum - 1.0).abs() < 1e-5), "{sums:?}");
        let target = Tensor::<1, usize>::from_fn([12], |[n]| (5 * n + 3) % 12);
        let (output, loss) = layer.forward((x, target.clone()));
        let want = all.gather(1, &target.insert_axis(1)).remove_axis(1);
        assert!((output.clone() - &want).abs().max().item() < 1e-6, "{output:?} instead of {want:?}");
        assert!((loss.item() + want.mean().item()).abs() < 1e-6);
    }

    #[test]
    fn what_is_used_gets_gradients() {
        let layer = layer();
        let x = Tape::new(0).input(Tensor::<2>::full([2, 8], 1.0)).requires_grad();
        let (_, loss) = layer.forward((x.clone(), Tensor::from([1, 4])));
        let gradients = loss.backward();
        let used = |weight| gradients.get(weight).is_some();
        assert!(used(&layer.head.weight) && used(&layer.tail[0].0.weight) && !used(&layer.tail[1].0.weight));
        assert!(gradients.wrt(&x).is_some());
    }
}
