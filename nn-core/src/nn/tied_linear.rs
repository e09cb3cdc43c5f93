//! `TiedLinear`.

use super::Embedding;
use super::forward::forward;
use super::layer::{check_values, described, unless_default};
use crate::module::{Module, Path, Shared, Visit, VisitMut};
use crate::tensor::fits;
use crate::{Forward, Param, Tensor};

/// A [`Linear`](super::Linear) whose weight is that of an [`Embedding`], so that both are one parameter: the last layer of a
/// language model ([Press and Wolf 2017](https://arxiv.org/abs/1608.05859)), where a PyTorch user writes
/// `decoder.weight = encoder.weight`. `y = x · weightᵀ + bias` over the last axis.
///
/// PyTorch's files, which have the weight under the names of both, `encoder.weight` and `decoder.weight`, load, as do those
/// that have it once. Without a bias, [`Embedding::attend`] does the same.
///
/// # Shapes
///
/// `[.., embedding_dim]` to `[.., num_embeddings]`, for ranks 1 to 3.
///
/// # Initial values
///
/// The bias is 0. PyTorch's layer keeps that of a `Linear` until the user sets it.
///
/// # Panics
///
/// The forward, if the last axis of the input has another size.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module, Init)]
/// struct Words {
///     #[init(shared(Embedding::spec(100, 8)))]
///     encoder: Shared<Embedding>,
///     #[init(Gru::spec(8, 8))]
///     rnn: Gru,
///     #[init(tied(encoder))] // or `TiedLinear::new(&encoder)`
///     decoder: TiedLinear,
/// }
///
/// let model = Words::init(&mut rng(0));
/// let (y, _) = model.rnn.forward(model.encoder.forward(Tensor::<2, usize>::zeros([5, 3])));
/// assert_eq!(model.decoder.forward(y).shape(), [5, 3, 100]);
/// assert_eq!(model.num_parameters(), 100 * 8 + 100 + model.rnn.num_parameters());
/// ```
#[derive(Clone, Debug)]
pub struct TiedLinear {
    /// The embedding, whose vectors are the rows of the weight.
    pub embedding: Shared<Embedding>,
    /// `[num_embeddings]`.
    pub bias: Option<Param<1>>,
}

described!([] TiedLinear, TiedLinear |layer| "{}, {}{}",
    layer.in_features(), layer.out_features(), unless_default("bias", layer.bias.is_some(), true));

#[diagnostic::do_not_recommend]
impl Module for TiedLinear {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        visit.layer(at, "TiedLinear", std::ptr::from_ref(self).addr());
        // The sizes are printed with the embedding.
        visit.module(at, "TiedLinear", &"", |visit| {
            self.embedding.visit(at, visit);
            self.bias.visit(&at.field("bias"), visit);
        });
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        self.embedding.visit_mut(at, visit);
        self.bias.visit_mut(&at.field("bias"), visit);
    }
}

impl TiedLinear {
    /// A layer with a bias.
    #[doc(alias("tie_weights", "weight_tying"))]
    #[track_caller]
    pub fn new(embedding: &Shared<Embedding>) -> Self {
        let bias = Param::new(Tensor::zeros([embedding.read().num_embeddings()]));
        TiedLinear { embedding: embedding.clone(), bias: Some(bias) }
    }

    /// The size of the last axis of what the layer takes: that of the vectors.
    pub fn in_features(&self) -> usize {
        self.embedding.read().embedding_dim()
    }

    /// The size of the last axis of what the layer gives: the number of vectors.
    pub fn out_features(&self) -> usize {
        self.embedding.read().num_embeddings()
    }

    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        let (table, shape) = (self.embedding.read(), x.shape());
        fits!(
            x.place(),
            shape.last() == Some(&table.embedding_dim()),
            "{}: expected an input of shape [.., {}], got {shape:?}",
            self.describe(),
            table.embedding_dim()
        );
        let bias = self.bias.as_ref().map(Param::shape);
        check_values(x.place(), || self.describe(), [table.num_embeddings()], &[("bias", bias)]);
        x.linear(&table.weight, self.bias.as_ref())
    }
}

impl Forward<Tensor<2>> for TiedLinear {
    forward!(apply(Tensor<2>) -> Tensor<2>);
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<1>> for TiedLinear {
    forward!(apply(Tensor<1>) -> Tensor<1>);
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<3>> for TiedLinear {
    forward!(apply(Tensor<3>) -> Tensor<3>);
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    fn tied() -> (Shared<Embedding>, TiedLinear) {
        let encoder = Shared::new(Embedding::new(5, 3, &mut rng(0)));
        (encoder.clone(), TiedLinear::new(&encoder))
    }

    #[test]
    fn it_is_a_linear_layer_of_the_embeddings_weight() {
        let (encoder, mut decoder) = tied();
        decoder.bias.as_mut().unwrap().set_value([1.0, 2.0, 3.0, 4.0, 5.0]);
        let mut linear = Linear::new(3, 5, &mut rng(1));
        linear.weight.set_value(encoder.read().weight.value().clone());
        linear.bias.as_mut().unwrap().set_value([1.0, 2.0, 3.0, 4.0, 5.0]);
        let x = Tensor::<2>::randn([4, 3], &mut rng(2));
        assert_eq!(decoder.forward(x.clone()), linear.forward(x));
    }

    #[test]
    fn the_weight_is_one_parameter_with_the_gradient_of_both() {
        let mut model = tied();
        assert_eq!(model.num_parameters(), 5 * 3 + 5);
        let mut two = (Embedding::new(5, 3, &mut rng(1)), Linear::new(3, 5, &mut rng(1)));
        two.1.weight = Param::new(two.0.weight.value().clone());
        model.load_state_dict(&two.state_dict()).unwrap();
        assert!(two.state_dict().names().eq(["0.weight", "1.weight", "1.bias"]));
        assert_eq!(model.1.embedding.read().weight.value(), two.1.weight.value());
        let tape = Tape::new(0);
        let y = model.1.forward(model.0.forward(tape.input(Tensor::from([2]))));
        let gradients = y.sum().backward();
        let gradient = gradients.get(&model.0.read().weight).unwrap();
        // Each row has that of the product, and the one that was looked up that of the lookup as well.
        let row = gradient.clone().at(0, 0);
        assert_ne!(row, Tensor::zeros([3]));
        assert_ne!(row, gradient.at(0, 2));
        let printed = "TiedLinear(\n  Embedding(5, 3)  # 15\n  (bias): Param(5)  # 5\n)  # 20";
        assert_eq!(model.1.tree().to_string(), printed);
    }

    #[test]
    #[should_panic(expected = "TiedLinear(3, 5): expected an input of shape [.., 3], got [2, 4]")]
    fn another_size() {
        tied().1.forward(Tensor::<2>::zeros([2, 4]));
    }
}
