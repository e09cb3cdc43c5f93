//! `EmbeddingBag`.

use rand::Rng;

use super::forward::forward;
use super::layer::{layer, unless_default};
use super::renorm::{renorm, renorms};
use super::spec::setters;
use crate::init::{Init, Initial};
use crate::ops::BagMode;
use crate::shape::{Message, Shape};
use crate::tensor::{fits, misfit, volume};
use crate::{Forward, Param, Tensor};

/// A table of vectors, looked up by index, with the vectors of a bag put together to one:
/// [`torch.nn.EmbeddingBag`](https://pytorch.org/docs/stable/generated/torch.nn.EmbeddingBag.html).
///
/// # Shapes
///
/// Bags of one size, `[bags, size]`, or bags of any size as a pair of indices `[n]` and offsets `[bags]`, at which the bags
/// begin, to `[bags, embedding_dim]`. With [`BagMode::Sum`], either of them and weights of the indices' shape are a pair as
/// well. PyTorch's `max_norm` is [`renorm`](Self::renorm).
///
/// # Initial values
///
/// The weight is normal with mean 0 and standard deviation 1; the row `padding_idx`, if there is one, is 0, gets no gradient,
/// and does not count in a bag.
///
/// # Panics
///
/// The forward, if an index is not less than `num_embeddings`; if the offsets do not begin with 0, fall, or go beyond the
/// indices; or if there are weights without a sum, or of another shape.
///
/// ```
/// use nn_core::prelude::*;
///
/// let words = EmbeddingBag::new(1000, 64, &mut rng(0));
/// // Three texts of 4, 1 and 2 words.
/// let texts = (Tensor::from([5, 7, 5, 9, 11, 0, 999]), Tensor::from([0, 4, 5]));
/// assert_eq!(words.forward(texts).shape(), [3, 64]);
/// assert_eq!(words.forward(Tensor::from(ndarray::array![[1, 2], [3, 4]])).shape(), [2, 64]);
/// ```
#[derive(Clone, Debug)]
pub struct EmbeddingBag {
    /// `[num_embeddings, embedding_dim]`.
    pub weight: Param<2>,
    mode: BagMode,
    padding_idx: Option<usize>,
    scale_grad_by_freq: bool,
    include_last_offset: bool,
}

layer!(
    EmbeddingBag { weight } | layer | "{}, {}, mode={:?}{}{}{}",
    layer.weight.shape()[0],
    layer.weight.shape()[1],
    layer.mode,
    layer.padding_idx.map(|i| format!(", padding_idx={i}")).unwrap_or_default(),
    unless_default("scale_grad_by_freq", layer.scale_grad_by_freq, false),
    unless_default("include_last_offset", layer.include_last_offset, false)
);
renorms!(EmbeddingBag);

impl EmbeddingBag {
    /// A layer that gives the means of bags, without a padding index.
    #[track_caller]
    pub fn new(num_embeddings: usize, embedding_dim: usize, rng: &mut impl Rng) -> Self {
        Self::spec(num_embeddings, embedding_dim).init(rng)
    }

    /// The settings of a layer, from which [`init`](Init::init) makes one.
    pub const fn spec(num_embeddings: usize, embedding_dim: usize) -> EmbeddingBagSpec {
        let (mode, padding_idx) = (BagMode::Mean, None);
        let (scale_grad_by_freq, include_last_offset) = (false, false);
        EmbeddingBagSpec {
            num_embeddings,
            embedding_dim,
            mode,
            padding_idx,
            scale_grad_by_freq,
            include_last_offset,
            weight_init: Initial::normal(0.0, 1.0),
        }
    }
}

/// The settings of an [`EmbeddingBag`], from which [`init`](Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EmbeddingBagSpec {
    num_embeddings: usize,
    embedding_dim: usize,
    mode: BagMode,
    padding_idx: Option<usize>,
    scale_grad_by_freq: bool,
    include_last_offset: bool,
    weight_init: Initial,
}

setters!(EmbeddingBagSpec {
    /// Sets how the vectors of a bag become one; by default by their mean.
    mode: BagMode,
    /// Sets the index whose vector is initially 0, gets no gradient and does not count; by default there is none. It has to be
    /// less than `num_embeddings`.
    padding_idx: usize => padding_idx = Some(padding_idx),
    /// Sets whether the gradient of each vector is divided by how often the input names it; by default it is not.
    scale_grad_by_freq: bool,
    /// Sets whether there is one more offset behind the others, which is the number of indices; by default there is not.
    include_last_offset: bool,
    /// Sets the initial values; by default normal with mean 0 and standard deviation 1.
    weight_init: Initial,
});

impl EmbeddingBagSpec {
    /// The shape of a sample behind the layer, without the batch, for bags of one size: a vector. Which indices come in is
    /// known when it runs.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        match self.misfit() {
            Some(message) => Err(message),
            None if input.rank() != 1 => {
                Err(Message::new("EmbeddingBag takes bags of one axis, but gets ").shape(&input))
            }
            None => Ok(Shape::new(&[self.embedding_dim])),
        }
    }

    const fn misfit(&self) -> Option<Message> {
        match self.padding_idx {
            Some(i) if i >= self.num_embeddings => {
                let message = Message::new("EmbeddingBag has vectors for indices less than ");
                Some(message.number(self.num_embeddings).text(", but its padding_idx is ").number(i))
            }
            _ => None,
        }
    }
}

#[diagnostic::do_not_recommend]
impl Init for EmbeddingBagSpec {
    type Module = EmbeddingBag;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> EmbeddingBag {
        let Self { num_embeddings, embedding_dim, mode, padding_idx, .. } = *self;
        if let Some(message) = self.misfit() {
            message.panic();
        }
        volume::<f32>("EmbeddingBag", &[num_embeddings, embedding_dim]);
        let mut weight = self.weight_init.draw([num_embeddings, embedding_dim], rng);
        if let Some(i) = padding_idx {
            weight.as_mut_slice()[i * embedding_dim..][..embedding_dim].fill(0.0);
        }
        let Self { scale_grad_by_freq, include_last_offset, .. } = *self;
        EmbeddingBag {
            weight: Param::new(weight),
            mode,
            padding_idx,
            scale_grad_by_freq,
            include_last_offset,
        }
    }
}

/// Indices and where their bags begin.
type OfAnySize = (Tensor<1, usize>, Tensor<1, usize>);

impl Forward<Tensor<2, usize>> for EmbeddingBag {
    forward!(apply(Tensor<2, usize>) -> Tensor<2>);
}

impl Forward<OfAnySize> for EmbeddingBag {
    forward!(apply_to_any_size(OfAnySize) -> Tensor<2>);
}

impl Forward<(Tensor<2, usize>, Tensor<2>)> for EmbeddingBag {
    forward!(apply_weighted((Tensor<2, usize>, Tensor<2>)) -> Tensor<2>);
}

impl Forward<(OfAnySize, Tensor<1>)> for EmbeddingBag {
    forward!(apply_weighted_to_any_size((OfAnySize, Tensor<1>)) -> Tensor<2>);
}

impl EmbeddingBag {
    #[track_caller]
    fn apply(&self, x: Tensor<2, usize>) -> Tensor<2> {
        let (indices, offsets) = of_one_size(x);
        self.bags(&indices, &offsets, None)
    }

    #[track_caller]
    fn apply_to_any_size(&self, (indices, offsets): OfAnySize) -> Tensor<2> {
        self.bags(&indices, &self.beginnings(&indices, offsets), None)
    }

    #[track_caller]
    fn apply_weighted(&self, (x, weights): (Tensor<2, usize>, Tensor<2>)) -> Tensor<2> {
        let weights = weights.reshape([x.len()]);
        let (indices, offsets) = of_one_size(x);
        self.bags(&indices, &offsets, Some(weights))
    }

    #[track_caller]
    fn apply_weighted_to_any_size(&self, ((indices, offsets), weights): (OfAnySize, Tensor<1>)) -> Tensor<2> {
        self.bags(&indices, &self.beginnings(&indices, offsets), Some(weights))
    }

    /// The offsets at which bags begin.
    #[track_caller]
    fn beginnings(&self, indices: &Tensor<1, usize>, offsets: Tensor<1, usize>) -> Tensor<1, usize> {
        if !self.include_last_offset {
            return offsets;
        }
        let (len, last) = (indices.len(), offsets.storage().values().last().copied());
        fits!(
            offsets.place(),
            !offsets.is_empty() && last.is_none_or(|last| last == len),
            "{}: expected a last offset of {len}, the number of indices, got {last:?}",
            self.describe()
        );
        offsets.slice(0, ..-1)
    }

    #[track_caller]
    fn bags(
        &self,
        indices: &Tensor<1, usize>,
        offsets: &Tensor<1, usize>,
        weights: Option<Tensor<1>>,
    ) -> Tensor<2> {
        let height = self.weight.shape()[0];
        if let Some(i) = indices.storage().values().iter().find(|&&i| i >= height) {
            misfit(
                indices.place(),
                format_args!("{}: expected indices less than {height}, got {i}", self.describe()),
            );
        }
        let table = self.weight.on(indices);
        let table = if self.scale_grad_by_freq { table.by_frequency(indices) } else { table };
        table.embedding_bag(indices, offsets, self.mode, weights, self.padding_idx)
    }
}

/// The indices of bags of one size, and where each bag begins.
#[track_caller]
fn of_one_size(x: Tensor<2, usize>) -> OfAnySize {
    let [bags, size] = x.shape();
    let offsets = Tensor::<1, usize>::from_fn([bags], |[bag]| bag * size).beside(&x);
    (x.reshape([bags * size]), offsets)
}

#[cfg(test)]
mod tests {
    use crate::ops::BagMode;
    use crate::prelude::*;

    #[test]
    fn settings_and_names() {
        let layer = EmbeddingBag::spec(5, 3).mode(BagMode::Sum).padding_idx(1).init(&mut rng(0));
        assert_eq!(layer.tree().to_string(), "EmbeddingBag(5, 3, mode=Sum, padding_idx=1)  # 15");
        assert!(layer.named_parameters().names().eq(["weight"]));
        assert_eq!(layer.weight.value().as_slice()[3..6], [0.0; 3]);
    }

    #[test]
    fn bags_of_one_size_are_bags() {
        let layer = EmbeddingBag::spec(5, 3).mode(BagMode::Sum).init(&mut rng(0));
        let indices = Tensor::from(ndarray::array![[4, 2], [0, 0]]);
        let as_pair = layer.forward((Tensor::from([4, 2, 0, 0]), Tensor::from([0, 2])));
        assert_eq!(layer.forward(indices.clone()), as_pair);
        let weights = Tensor::<2>::full([2, 2], 2.0);
        assert_eq!(layer.forward((indices, weights)), as_pair.clone() * 2.0);
    }

    /// As PyTorch gives them.
    #[test]
    fn with_the_last_offset_and_gradients_by_frequency() {
        let wants = [
            (
                BagMode::Sum,
                [3.0, 16.0, 0.0, 0.0, 1.0, 5.0],
                [0.0, 1.0, 4.0, 5.0, 4.0 / 3.0, 7.0 / 3.0, 0.0, 0.0],
            ),
            (
                BagMode::Mean,
                [1.0, 16.0 / 3.0, 0.0, 0.0, 0.5, 2.5],
                [0.0, 1.0 / 3.0, 2.0, 2.5, 2.0 / 3.0, 19.0 / 18.0, 0.0, 0.0],
            ),
        ];
        let near = |got: &[f32], want: &[f32]| got.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-6);
        for (mode, want, want_gradient) in wants {
            let spec = EmbeddingBag::spec(4, 2).mode(mode).scale_grad_by_freq(true).include_last_offset(true);
            let mut layer = spec.init(&mut rng(0));
            layer.weight.set_value([[3.0, 4.0], [1.0, -1.0], [0.0, 6.0], [0.5, 0.5]]);
            let tape = Tape::new(0);
            let y = layer.forward((tape.input([2, 0, 2, 1, 2]), tape.input([0, 3, 3, 5])));
            assert!(near(y.as_slice(), &want), "{y:?}");
            let gradients = (y * Tensor::<1>::arange(0.0, 6.0).reshape([3, 2])).sum().backward();
            assert!(near(gradients.get(&layer.weight).unwrap().as_slice(), &want_gradient));
        }
    }

    #[test]
    #[should_panic(expected = "expected a last offset of 3, the number of indices, got Some(2)")]
    fn the_last_offset_is_the_end() {
        let layer = EmbeddingBag::spec(4, 2).include_last_offset(true).init(&mut rng(0));
        let _ = layer.forward((Tensor::from([0, 1, 2]), Tensor::from([0, 2])));
    }

    #[test]
    fn the_table_and_the_weights_get_gradients() {
        let layer = EmbeddingBag::spec(3, 2).mode(BagMode::Sum).init(&mut rng(0));
        let tape = Tape::new(0);
        let weights = tape.input([0.5, 2.0]).requires_grad();
        let bags = (tape.input([2, 0]), tape.input([0]));
        let gradients = layer.forward((bags, weights.clone())).sum().backward();
        assert_eq!(gradients.get(&layer.weight).unwrap().as_slice(), [2.0, 2.0, 0.0, 0.0, 0.5, 0.5]);
        assert!(gradients.wrt(&weights).is_some());
    }
}
