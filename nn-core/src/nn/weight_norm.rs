//! `WeightNorm`.

use rand::Rng;

use super::forward::forward;
use super::weighted::{Rows, Weighted, parametrisation};
use super::{Conv1d, Conv1dSpec, Conv2d, Conv2dSpec, Linear, LinearSpec};
use crate::init::Init;
use crate::module::{Module, Path, Visit, VisitMut};
use crate::shape::{Message, Shape};
use crate::{Forward, Tensor};

/// A layer whose weight is learned as the lengths and the directions of its rows, one for each output: `g · v / ‖v‖`
/// ([Salimans and Kingma 2016](https://arxiv.org/abs/1602.07868)):
/// [`weight_norm`](https://pytorch.org/docs/stable/generated/torch.nn.utils.parametrizations.weight_norm.html) of
/// `torch.nn.utils.parametrizations`. The layer is a [`Linear`], a [`Conv1d`] or a [`Conv2d`].
///
/// It is saved under PyTorch's names: `bias`, `parametrizations.weight.original0` for the lengths and
/// `parametrizations.weight.original1` for the directions. The older `torch.nn.utils.weight_norm` calls the two `weight_g` and
/// `weight_v`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let plain = Linear::new(20, 40, &mut rng(0));
/// let layer = WeightNorm::new(plain.clone());
/// let x = Tensor::<2>::full([1, 20], 1.0);
/// let apart = layer.forward(x.clone()) - plain.forward(x);
/// assert!(apart.abs().max().item() < 1e-5);
///
/// // As a spec.
/// let net = (weight_norm(Linear::spec(20, 40)), Relu).init(&mut rng(0));
/// assert_eq!(net.num_parameters(), 20 * 40 + 40 + 40);
/// ```
#[derive(Clone, Debug)]
pub struct WeightNorm<L: Weighted> {
    /// The layer; the rows of its weight are the directions.
    pub layer: L,
    /// The lengths, `[outputs, 1, ..]` with the rank of the weight.
    pub length: L::Weight,
}

impl<L: Weighted> WeightNorm<L> {
    /// A layer that gives what `layer` gives.
    #[track_caller]
    pub fn new(layer: L) -> Self {
        let length = layer.weight().lengths();
        WeightNorm { layer, length }
    }

    /// The plain layer with the weight that there is now.
    #[doc(alias = "remove_parametrizations")]
    #[track_caller]
    pub fn into_inner(mut self) -> L {
        let weight = self.layer.weight().stretched(&self.length, &Tensor::<0>::zeros([]));
        self.layer.weight_mut().set(weight);
        self.layer
    }

    #[track_caller]
    fn weight<const M: usize>(&self, x: &Tensor<M>) -> <L::Weight as Rows>::Value {
        self.layer.weight().stretched(&self.length, x)
    }
}

#[diagnostic::do_not_recommend]
impl<L: Weighted> Module for WeightNorm<L> {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        visit.layer(at, "WeightNorm", std::ptr::from_ref(self).addr());
        visit.module(at, "WeightNorm", &self.layer.printed(), |visit| {
            self.layer.bias().visit(&at.field("bias"), visit);
            let at = at.field("parametrizations");
            let at = at.field("weight");
            self.length.visit(&at.field("original0"), visit);
            self.layer.weight().visit(&at.field("original1"), visit);
        });
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        self.layer.bias_mut().visit_mut(&at.field("bias"), visit);
        let at = at.field("parametrizations");
        let at = at.field("weight");
        self.length.visit_mut(&at.field("original0"), visit);
        self.layer.weight_mut().visit_mut(&at.field("original1"), visit);
    }
}

/// The spec of a [`WeightNorm`], from [`weight_norm`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightNormSpec<S> {
    spec: S,
}

/// The spec of a layer whose weight is learned as lengths and directions: `weight_norm(Linear::spec(20, 40))` makes a
/// [`WeightNorm<Linear>`](WeightNorm).
pub const fn weight_norm<S>(spec: S) -> WeightNormSpec<S> {
    WeightNormSpec { spec }
}

parametrisation!(WeightNorm, WeightNormSpec);

#[diagnostic::do_not_recommend]
impl<S: Init<Module: Weighted>> Init for WeightNormSpec<S> {
    type Module = WeightNorm<S::Module>;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module {
        WeightNorm::new(self.spec.init(rng))
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn names_and_numbers_are_those_of_pytorch() {
        let mut layer = weight_norm(Linear::spec(2, 2)).init(&mut rng(0));
        let names = ["bias", "parametrizations.weight.original0", "parametrizations.weight.original1"];
        assert!(layer.named_parameters().names().eq(names));
        assert_eq!(layer.tree().to_string(), "WeightNorm(Linear(2, 2))  # 8");
        layer.layer.weight.set_value(Tensor::new([2, 2], vec![3.0, 4.0, 0.0, 2.0]));
        layer.layer.bias.as_mut().unwrap().set_value([0.0, 1.0]);
        layer.length.set_value(Tensor::new([2, 1], vec![10.0, 0.5]));
        let gradients = {
            let y = layer.forward(Tape::new(0).input([1.0, -2.0]));
            assert_eq!(y.as_slice(), [-10.0, 0.0]);
            y.sum().backward()
        };
        // torch.nn.utils.parametrizations.weight_norm gives these.
        let [g, v] = [gradients.get(&layer.length).unwrap(), gradients.get(&layer.layer.weight).unwrap()];
        let near = |got: &[f32], want: &[f32]| got.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-5);
        assert!(near(g.as_slice(), &[-1.0, -2.0]), "{g:?}");
        assert!(near(v.as_slice(), &[3.2, -2.4, 0.25, 0.0]), "{v:?}");
        assert_eq!(layer.into_inner().weight.value().as_slice(), [6.0, 8.0, 0.0, 0.5]);
    }

    #[test]
    fn convolutions_of_images_and_of_one_alone() {
        let plain = Conv2d::spec(2, 3, 3).padding(1).init(&mut rng(0));
        let layer = WeightNorm::new(plain.clone());
        let x = Tensor::<4>::from_fn([1, 2, 4, 4], |[_, c, i, j]| (c + i * j) as f32 * 0.1);
        let apart = layer.forward(x.clone()) - plain.forward(x.clone());
        assert!(apart.abs().max().item() < 1e-5);
        assert_eq!(layer.forward(x.clone().remove_axis(0)).as_slice(), layer.forward(x).as_slice());
    }
}
