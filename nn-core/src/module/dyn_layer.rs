//! Layers of any kind in one list.

use super::{Forward, Module, Sequential};

/// A module that makes a `Y` of an `X`, of whatever type: `Box<dyn Layer<Tensor<4>>>` holds any layer for images, so that a
/// list may have layers of different types in it. Every module with such a [`Forward`] is one.
///
/// ```
/// use nn_core::prelude::*;
///
/// let rng = &mut rng(0);
/// let layers: [Box<dyn Layer<Tensor<2>>>; 2] = [Box::new(Linear::new(4, 8, rng)), Box::new(Relu)];
/// assert_eq!(Sequential(layers).forward(Tensor::zeros([3, 4])).shape(), [3, 8]);
/// ```
pub trait Layer<X, Y = X>: Module + Forward<X, Output = Y> {}

#[diagnostic::do_not_recommend]
impl<X, Y, M: Module + Forward<X, Output = Y>> Layer<X, Y> for M {}

/// Layers of any kind that run one after another, as many as the program decides when it runs: PyTorch's
/// `nn.Sequential(*layers)`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let rng = &mut rng(0);
/// let mut layers = Layers::<Tensor<2>>::new();
/// layers.push((Linear::new(4, 8, rng), Relu));
/// layers.push(Dropout::new(0.5));
/// assert_eq!(layers.forward(Tensor::zeros([3, 4])).shape(), [3, 8]);
/// ```
pub type Layers<X> = Sequential<Vec<Box<dyn Layer<X>>>>;

impl<X> Layers<X> {
    /// No layers yet.
    pub const fn new() -> Self {
        Sequential(Vec::new())
    }

    /// Adds a layer behind the others.
    #[doc(alias = "append")]
    pub fn push(&mut self, layer: impl Layer<X> + 'static) {
        self.0.push(Box::new(layer));
    }

    /// How many layers there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no layers.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<X> Default for Layers<X> {
    fn default() -> Self {
        Self::new()
    }
}

impl<X, L: Layer<X> + 'static> Extend<L> for Layers<X> {
    fn extend<I: IntoIterator<Item = L>>(&mut self, layers: I) {
        layers.into_iter().for_each(|layer| self.push(layer));
    }
}
