//! The spec of layers of many kinds.

use std::marker::PhantomData;

use rand::Rng;

use super::Init;
use crate::module::{Layer, Layers};

/// The spec of [`Layers`], from `Layers::spec()`.
#[derive(Clone, Copy, Debug)]
pub struct LayersSpec<X, S = ()> {
    specs: S,
    input: PhantomData<fn(X)>,
}

impl<X> Layers<X> {
    /// The spec of layers that stand in it one after another. `extend` takes an option, so that a layer may be missing, or a
    /// list, such as that of a `repeat`. The check of the shapes follows it.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// #[derive(Module, Forward, Init)]
    /// #[forward(input = [8], output = [3])]
    /// #[init(width: usize, depth: usize, normalises: bool)]
    /// struct Mlp {
    ///     #[init(Layers::spec()
    ///         .extend(normalises.then(|| LayerNorm::spec([8])))
    ///         .push((Linear::spec(8, width), Relu))
    ///         .extend(repeat(depth, |_| (Linear::spec(width, width), Relu)))
    ///         .push(Linear::spec(width, 3)))]
    ///     layers: Layers<Tensor<2>>,
    /// }
    ///
    /// assert_eq!(Mlp::init(16, 4, false, &mut rng(0)).layers.len(), 6);
    /// ```
    pub const fn spec() -> LayersSpec<X> {
        LayersSpec { specs: (), input: PhantomData }
    }
}

impl<X, S> LayersSpec<X, S> {
    /// The same with a layer behind the others.
    pub fn push<T: Init<Module: Layer<X> + 'static>>(self, spec: T) -> LayersSpec<X, (S, [T; 1])> {
        LayersSpec { specs: (self.specs, [spec]), input: PhantomData }
    }

    /// The same with the layers of an option or of a list behind the others.
    pub fn extend<T>(self, specs: T) -> LayersSpec<X, (S, T)>
    where
        T: Init<Module: IntoIterator<Item: Layer<X> + 'static>>,
    {
        LayersSpec { specs: (self.specs, specs), input: PhantomData }
    }
}

/// Makes layers one after another.
#[doc(hidden)]
pub trait Grow<X> {
    /// Adds them behind the others.
    fn grow(&self, layers: &mut Layers<X>, rng: &mut impl Rng);
}

impl<X> Grow<X> for () {
    fn grow(&self, _: &mut Layers<X>, _: &mut impl Rng) {}
}

impl<X, S: Grow<X>, T: Init<Module: IntoIterator<Item: Layer<X> + 'static>>> Grow<X> for (S, T) {
    fn grow(&self, layers: &mut Layers<X>, rng: &mut impl Rng) {
        self.0.grow(layers, rng);
        layers.extend(self.1.init(rng));
    }
}

#[diagnostic::do_not_recommend]
impl<X, S: Grow<X>> Init for LayersSpec<X, S> {
    type Module = Layers<X>;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Layers<X> {
        let mut layers = Layers::new();
        self.specs.grow(&mut layers, rng);
        layers
    }
}
