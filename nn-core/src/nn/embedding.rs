//! `Embedding`.

use rand::Rng;

use super::forward::forward;
use super::layer::{layer, unless_default};
use super::renorm::{renorm, renorms};
use super::spec::setters;
use crate::init::{Init, Initial};
use crate::shape::{Message, Shape};
use crate::tensor::{fits, misfit, volume};
use crate::{Forward, Param, Rank, Tensor};

/// A table of vectors, looked up by index: `y[.., :] = weight[x[..], :]`:
/// [`torch.nn.Embedding`](https://pytorch.org/docs/stable/generated/torch.nn.Embedding.html).
///
/// The indices go on a tape like any input; then the result is on it. PyTorch's `max_norm` is [`renorm`](Self::renorm);
/// gradients are never sparse.
///
/// # Shapes
///
/// Indices `[..]` of rank 1 to 3, to `[.., embedding_dim]`.
///
/// # Initial values
///
/// The weight is normal with mean 0 and standard deviation 1, unless the spec was given [others](Initial); the row
/// `padding_idx`, if there is one, is 0 and gets no gradient.
///
/// # Panics
///
/// The forward, if an index is not less than `num_embeddings`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let embedding = Embedding::new(1000, 64, &mut rng(0));
/// let tape = Tape::new(0);
/// let y = embedding.forward(tape.input(ndarray::array![[4, 2, 0], [999, 0, 0]]));
/// assert_eq!(y.shape(), [2, 3, 64]);
/// ```
#[derive(Clone, Debug)]
pub struct Embedding {
    /// `[num_embeddings, embedding_dim]`.
    pub weight: Param<2>,
    padding_idx: Option<usize>,
    scale_grad_by_freq: bool,
}

layer!(
    Embedding { weight } | layer | "{}, {}{}{}",
    layer.num_embeddings(),
    layer.embedding_dim(),
    layer.padding_idx.map(|i| format!(", padding_idx={i}")).unwrap_or_default(),
    unless_default("scale_grad_by_freq", layer.scale_grad_by_freq, false)
);
renorms!(Embedding);

impl Embedding {
    /// A layer without a padding index.
    #[track_caller]
    pub fn new(num_embeddings: usize, embedding_dim: usize, rng: &mut impl Rng) -> Self {
        Self::spec(num_embeddings, embedding_dim).init(rng)
    }

    /// The settings of a layer, from which [`init`](Init::init) makes one.
    pub const fn spec(num_embeddings: usize, embedding_dim: usize) -> EmbeddingSpec {
        EmbeddingSpec {
            num_embeddings,
            embedding_dim,
            padding_idx: None,
            scale_grad_by_freq: false,
            weight_init: Initial::normal(0.0, 1.0),
        }
    }

    /// How many vectors there are.
    pub fn num_embeddings(&self) -> usize {
        self.weight.shape()[0]
    }

    /// The size of a vector.
    pub fn embedding_dim(&self) -> usize {
        self.weight.shape()[1]
    }

    /// The product of features with every vector, `x · weightᵀ`: the scores of a model whose last layer shares its weight
    /// with the embedding ([Press and Wolf 2017](https://arxiv.org/abs/1608.05859)). A file that has the weight under
    /// both names is read and written with a [`Shared`](crate::Shared) of the embedding in both places.
    ///
    /// Shapes: `[.., embedding_dim]` to `[.., num_embeddings]`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// #[derive(Module)]
    /// struct Words {
    ///     encoder: Shared<Embedding>,
    ///     rnn: Gru,
    ///     decoder: Shared<Embedding>,
    /// }
    ///
    /// let encoder = Shared::new(Embedding::new(100, 8, &mut rng(0)));
    /// let model = Words { decoder: encoder.clone(), encoder, rnn: Gru::new(8, 8, &mut rng(1)) };
    /// let (y, _) = model.rnn.forward(model.encoder.read().forward(Tensor::<2, usize>::zeros([5, 3])));
    /// assert_eq!(model.decoder.read().attend(y).shape(), [5, 3, 100]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the last axis has another size than the vectors.
    #[doc(alias("tie_weights", "weight_tying"))]
    #[track_caller]
    pub fn attend<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        let features = x.shape().last().copied();
        fits!(
            x.place(),
            features == Some(self.embedding_dim()),
            "{}: expected an input of shape [.., {}], got {:?}",
            self.describe(),
            self.embedding_dim(),
            x.shape()
        );
        x.linear(&self.weight, None)
    }

    /// The index whose vector is not trained, if there is one.
    pub fn padding_idx(&self) -> Option<usize> {
        self.padding_idx
    }
}

/// The settings of an [`Embedding`], from which [`init`](Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EmbeddingSpec {
    num_embeddings: usize,
    embedding_dim: usize,
    padding_idx: Option<usize>,
    scale_grad_by_freq: bool,
    weight_init: Initial,
}

setters!(EmbeddingSpec {
    /// Sets the index whose vector is initially 0 and gets no gradient; by default there is none. It has to be less
    /// than `num_embeddings`.
    padding_idx: usize => padding_idx = Some(padding_idx),
    /// Sets whether the gradient of each vector is divided by how often the input names it; by default it is not.
    scale_grad_by_freq: bool,
    /// Sets the initial values; by default normal with mean 0 and standard deviation 1.
    weight_init: Initial,
});

impl EmbeddingSpec {
    /// The shape of a sample behind the layer, without the batch: another axis, of the vectors. Which indices come in
    /// is known when it runs.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        match self.misfit() {
            Some(message) => Err(message),
            None => Ok(input.and(self.embedding_dim)),
        }
    }

    /// What [`attend`](Embedding::attend) makes of a shape, for `#[shapes]`.
    #[doc(hidden)]
    pub const fn __attend(&self, x: Shape) -> Result<Shape, Message> {
        match x.last() {
            Some(features) if features == self.embedding_dim => Ok(x.with(x.rank() - 1, self.num_embeddings)),
            _ => {
                let takes = Message::new("Embedding has vectors of ").number(self.embedding_dim);
                Err(takes.text(", but its `attend` gets ").shape(&x))
            }
        }
    }

    /// What a [`TiedLinear`](super::TiedLinear) of the embedding makes of a shape, for `#[shapes]`.
    #[doc(hidden)]
    pub const fn __tied_linear(&self, x: Shape) -> Result<Shape, Message> {
        match self.__attend(x) {
            Err(_) => {
                let takes = Message::new("TiedLinear takes ").number(self.embedding_dim);
                Err(takes.text(" features, but gets ").shape(&x))
            }
            made => made,
        }
    }

    const fn misfit(&self) -> Option<Message> {
        match self.padding_idx {
            Some(i) if i >= self.num_embeddings => {
                let message = Message::new("Embedding has vectors for indices less than ");
                Some(message.number(self.num_embeddings).text(", but its padding_idx is ").number(i))
            }
            _ => None,
        }
    }
}

#[diagnostic::do_not_recommend]
impl Init for EmbeddingSpec {
    type Module = Embedding;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Embedding {
        let Self { num_embeddings, embedding_dim, padding_idx, scale_grad_by_freq, weight_init } = *self;
        if let Some(message) = self.misfit() {
            message.panic();
        }
        volume::<f32>("Embedding", &[num_embeddings, embedding_dim]);
        let mut weight = weight_init.draw([num_embeddings, embedding_dim], rng);
        if let Some(i) = padding_idx {
            weight.as_mut_slice()[i * embedding_dim..][..embedding_dim].fill(0.0);
        }
        Embedding { weight: Param::new(weight), padding_idx, scale_grad_by_freq }
    }
}

impl Forward<Tensor<1, usize>> for Embedding {
    forward!(apply(Tensor<1, usize>) -> Tensor<2>);
}

impl Forward<Tensor<2, usize>> for Embedding {
    forward!(apply(Tensor<2, usize>) -> Tensor<3>);
}

impl Forward<Tensor<3, usize>> for Embedding {
    forward!(apply(Tensor<3, usize>) -> Tensor<4>);
}

impl Embedding {
    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N, usize>) -> <Tensor<N> as Rank>::Larger
    where
        Tensor<N>: Rank<Element = f32>,
    {
        if let Some(i) = x.storage().values().iter().find(|&&i| i >= self.num_embeddings()) {
            misfit(
                x.place(),
                format_args!(
                    "{}: expected indices less than {}, got {i} in an input of shape {:?}",
                    self.describe(),
                    self.num_embeddings(),
                    x.shape()
                ),
            );
        }
        let table = self.weight.on(&x);
        let table = if self.scale_grad_by_freq { table.by_frequency(&x) } else { table };
        table.embedding(&x, self.padding_idx)
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn settings_and_names() {
        let embedding = Embedding::spec(5, 3).padding_idx(1).init(&mut rng(0));
        assert_eq!(embedding.tree().to_string(), "Embedding(5, 3, padding_idx=1)  # 15");
        assert!(embedding.named_parameters().names().eq(["weight"]));
        assert_eq!(embedding.weight.value().as_slice()[3..6], [0.0; 3]);
    }

    #[test]
    fn rows_that_are_looked_up_get_gradients_and_padding_does_not() {
        let embedding = Embedding::spec(4, 2).padding_idx(0).init(&mut rng(0));
        let tape = Tape::new(0);
        let gradients = embedding.forward(tape.input(ndarray::array![[3, 0], [3, 1]])).sum().backward();
        let gradient = gradients.get(&embedding.weight).unwrap();
        assert_eq!(gradient.as_slice(), [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 2.0, 2.0]);
    }

    /// As PyTorch gives them.
    #[test]
    fn gradients_by_frequency() {
        let embedding = Embedding::spec(4, 2).scale_grad_by_freq(true).init(&mut rng(0));
        assert_eq!(embedding.tree().to_string(), "Embedding(4, 2, scale_grad_by_freq=true)  # 8");
        let y = embedding.forward(Tape::new(0).input(ndarray::array![[2, 0, 2], [1, 2, 2]]));
        let gradients = (y * Tensor::<1>::arange(0.0, 12.0).reshape([2, 3, 2])).sum().backward();
        let gradient = gradients.get(&embedding.weight).unwrap();
        assert_eq!(gradient.as_slice(), [2.0, 3.0, 6.0, 7.0, 5.5, 6.5, 0.0, 0.0]);
        let gradients = embedding.forward(Tape::new(0).input(Tensor::from([3, 3, 1]))).sum().backward();
        let gradient = gradients.get(&embedding.weight).unwrap();
        assert_eq!(gradient.as_slice()[2..], [1.0, 1.0, 0.0, 0.0, 1.0, 1.0]);
    }

    #[test]
    #[should_panic(
        expected = "Embedding(4, 2): expected indices less than 4, got 9 in an input of shape [2]"
    )]
    fn an_index_must_exist() {
        Embedding::new(4, 2, &mut rng(0)).forward(Tensor::from([1, 9]));
    }
}
