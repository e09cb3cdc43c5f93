//! `SpectralNorm`.

use rand::Rng;

use super::forward::forward;
use super::spec::setters;
use super::weighted::{Rows, Weighted, parametrisation};
use super::{Conv1d, Conv1dSpec, Conv2d, Conv2dSpec, Linear, LinearSpec};
use crate::init::{Init, normal};
use crate::kernels::parametrise::iterate;
use crate::module::{Module, Path, Visit, VisitMut};
use crate::shape::{Message, Shape};
use crate::{Buffer, Forward, Tensor};

/// A layer whose weight is divided by its largest singular value, of its rows, one for each output
/// ([Miyato et al. 2018](https://arxiv.org/abs/1802.05957)):
/// [`spectral_norm`](https://pytorch.org/docs/stable/generated/torch.nn.utils.parametrizations.spectral_norm.html) of
/// `torch.nn.utils.parametrizations`. The layer is a [`Linear`], a [`Conv1d`] or a [`Conv2d`].
///
/// The singular vectors are approximated: each forward in training (the input is on a tape) improves them by a power
/// iteration, and asks for the update of the buffers in which they are kept. In inference, and inside a
/// [`Frozen`](crate::Frozen), they stay.
///
/// It is saved under PyTorch's names: `bias`, `parametrizations.weight.original`, and `_u` and `_v` below
/// `parametrizations.weight.0`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let critic = (spectral_norm(Linear::spec(20, 40)), Relu, spectral_norm(Linear::spec(40, 1))).init(&mut rng(0));
/// assert_eq!(critic.forward(Tensor::<2>::zeros([8, 20])).shape(), [8, 1]);
/// ```
#[derive(Clone, Debug)]
pub struct SpectralNorm<L: Weighted> {
    /// The layer, with the weight before it is divided.
    pub layer: L,
    /// The left singular vector, `[outputs]`.
    pub u: Buffer<1>,
    /// The right singular vector, of the size of a row.
    pub v: Buffer<1>,
    n_power_iterations: usize,
    eps: f32,
}

impl<L: Weighted> SpectralNorm<L> {
    /// A layer with PyTorch's defaults.
    #[track_caller]
    pub fn new(layer: L, rng: &mut impl Rng) -> Self {
        Self::with(layer, 1, 1e-12, rng)
    }

    #[track_caller]
    fn with(layer: L, n_power_iterations: usize, eps: f32, rng: &mut impl Rng) -> Self {
        let [mut u, mut v] = layer.weight().matrix().map(|size| normal([size], 0.0, 1.0, rng).into_vec());
        iterate(layer.weight().elements(), &mut u, &mut v, 15, eps);
        let (u, v) = (Buffer::new(Tensor::from(u)), Buffer::new(Tensor::from(v)));
        SpectralNorm { layer, u, v, n_power_iterations, eps }
    }

    /// The plain layer with the weight that there is now.
    #[doc(alias = "remove_parametrizations")]
    #[track_caller]
    pub fn into_inner(mut self) -> L {
        let weight = self.weight(&Tensor::<0>::zeros([]));
        self.layer.weight_mut().set(weight);
        self.layer
    }

    #[track_caller]
    fn weight<const M: usize>(&self, x: &Tensor<M>) -> <L::Weight as Rows>::Value {
        let Some(tape) = x.tape().filter(|tape| !tape.is_frozen() && !self.u.is_frozen()) else {
            return self.layer.weight().divided(self.u.value(), self.v.value(), x);
        };
        let (mut u, mut v) = (self.u.value().clone().into_vec(), self.v.value().clone().into_vec());
        iterate(self.layer.weight().elements(), &mut u, &mut v, self.n_power_iterations, self.eps);
        let (u, v) = (Tensor::from(u), Tensor::from(v));
        self.u.set(tape, &u);
        self.v.set(tape, &v);
        self.layer.weight().divided(&u, &v, x)
    }
}

#[diagnostic::do_not_recommend]
impl<L: Weighted> Module for SpectralNorm<L> {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        visit.layer(at, "SpectralNorm", std::ptr::from_ref(self).addr());
        visit.module(at, "SpectralNorm", &self.layer.printed(), |visit| {
            self.layer.bias().visit(&at.field("bias"), visit);
            let at = at.field("parametrizations");
            let at = at.field("weight");
            self.layer.weight().visit(&at.field("original"), visit);
            let at = at.index(0);
            self.u.visit(&at.field("_u"), visit);
            self.v.visit(&at.field("_v"), visit);
        });
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        self.layer.bias_mut().visit_mut(&at.field("bias"), visit);
        let at = at.field("parametrizations");
        let at = at.field("weight");
        self.layer.weight_mut().visit_mut(&at.field("original"), visit);
        let at = at.index(0);
        self.u.visit_mut(&at.field("_u"), visit);
        self.v.visit_mut(&at.field("_v"), visit);
    }
}

/// The spec of a [`SpectralNorm`], from [`spectral_norm`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpectralNormSpec<S> {
    spec: S,
    n_power_iterations: usize,
    eps: f32,
}

setters!([S: Copy] SpectralNormSpec<S> {
    /// Sets how often a forward in training improves the singular vectors; by default once.
    n_power_iterations: usize,
    /// Sets the least length by which a vector is divided; by default 10⁻¹².
    eps: f32,
});

/// The spec of a layer whose weight is divided by its largest singular value: `spectral_norm(Linear::spec(20, 40))` makes a
/// [`SpectralNorm<Linear>`](SpectralNorm).
pub const fn spectral_norm<S>(spec: S) -> SpectralNormSpec<S> {
    SpectralNormSpec { spec, n_power_iterations: 1, eps: 1e-12 }
}

parametrisation!(SpectralNorm, SpectralNormSpec);

#[diagnostic::do_not_recommend]
impl<S: Init<Module: Weighted>> Init for SpectralNormSpec<S> {
    type Module = SpectralNorm<S::Module>;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module {
        let layer = self.spec.init(rng);
        SpectralNorm::with(layer, self.n_power_iterations, self.eps, rng)
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn names_are_those_of_pytorch() {
        let layer = spectral_norm(Linear::spec(2, 3)).init(&mut rng(0));
        assert!(layer.named_parameters().names().eq(["bias", "parametrizations.weight.original"]));
        let buffers = ["parametrizations.weight.0._u", "parametrizations.weight.0._v"];
        assert!(layer.buffers().names().eq(buffers));
    }

    fn layer() -> SpectralNorm<Linear> {
        let mut layer = spectral_norm(Linear::spec(2, 2)).init(&mut rng(0));
        layer.layer.weight.set_value(Tensor::new([2, 2], vec![3.0, 4.0, 0.0, 2.0]));
        layer.layer.bias.as_mut().unwrap().set_value([0.0, 1.0]);
        layer.u.set_value([1.0, 0.0]);
        layer.v.set_value([0.6, 0.8]);
        layer
    }

    #[track_caller]
    fn near(got: &[f32], want: &[f32]) {
        let close = got.iter().zip(want).all(|(got, want)| (got - want).abs() < 1e-5);
        assert!(close && got.len() == want.len(), "{got:?} instead of {want:?}");
    }

    #[test]
    fn numbers_are_those_of_pytorch() {
        let mut layer = layer();
        near(layer.forward(Tensor::from([1.0, -2.0])).as_slice(), &[-1.0, 0.2]);
        let y = layer.forward(Tape::new(0).input([1.0, -2.0]));
        near(y.as_slice(), &[-0.950121, 0.239903]);
        let mut gradients = y.sum().backward();
        near(
            gradients.get(&layer.layer.weight).unwrap().as_slice(),
            &[0.358079, -0.120123, 0.243802, -0.296872],
        );
        gradients.apply_updates(&mut layer).unwrap();
        near(layer.u.value().as_slice(), &[0.952424, 0.304776]);
        near(layer.v.value().as_slice(), &[0.542951, 0.839764]);
        near(layer.forward(Tensor::from([1.0, -2.0])).as_slice(), &[-0.950121, 0.239903]);
    }

    #[test]
    fn the_largest_singular_value_becomes_one() {
        let mut layer = spectral_norm(Conv2d::spec(2, 3, 2)).n_power_iterations(50).init(&mut rng(0));
        let x = Tape::new(0).input(Tensor::<4>::zeros([1, 2, 3, 3]));
        layer.forward(x).sum().backward().apply_updates(&mut layer).unwrap();
        let plain = SpectralNorm::new(layer.into_inner(), &mut rng(1));
        let weight = plain.layer.weight.value().clone().reshape([3, 8]);
        let v = plain.v.value().clone().reshape([8, 1]);
        let size = weight.matmul(v).powi(2).sum().sqrt().item();
        assert!((size - 1.0).abs() < 1e-2, "{size}");
    }
}
