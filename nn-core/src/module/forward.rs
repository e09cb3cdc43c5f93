//! `Forward`: what a layer computes.

/// Computes `Output` from `X`. Layers implement it for the inputs that they take; a model implements it by hand.
///
/// A tuple of layers is a chain: each takes what the one before it gives.
///
/// ```
/// use nn_core::prelude::*;
///
/// let mut rng = rng(0);
/// let net = (Linear::new(4, 8, &mut rng), Relu, Linear::new(8, 2, &mut rng));
/// let y = net.forward(Tensor::<2>::zeros([3, 4]));
/// assert_eq!(y.shape(), [3, 2]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` takes no `{X}`",
    label = "`{Self}` takes no `{X}`",
    note = "in a chain, a layer may be missing, such as `Flatten` between `Conv2d` and `Linear`; \
            `Tensor::from(array)` makes a tensor of an array, `x.clone()` of a reference; \
            `Sequential(list)` runs a list, `Lambda::new(function)` a function"
)]
pub trait Forward<X> {
    /// What is computed.
    type Output;

    /// Computes the output. Whether this is training or inference depends on whether `x` is on a tape.
    fn forward(&self, x: X) -> Self::Output;
}

/// What could run its elements one after another. Lists and maps do not, since only the model knows the order;
/// the trait exists so that the compiler says so.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a list of modules: it registers their parameters, but it has no `forward`",
    label = "has no `forward`",
    note = "call the layers in a loop: `for layer in &self.layers {{ x = layer.forward(x); }}`",
    note = "or wrap a `Vec` or an array as `Sequential(list)`, which runs it in order"
)]
pub trait Cascades {}

/// What the layer `M` takes: the same as `M: Forward<Self>`, asked from the other side, so that an error about a layer in
/// a `#[derive(Forward)]` names what comes in. Nobody implements it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{M}` takes no `{Self}`",
    label = "takes no `{Self}`, which comes in here",
    note = "a layer before it may be missing, such as `Flatten` between `Conv2d` and `Linear`",
    note = "a field that takes no part in the forward is marked `#[forward(skip)]`"
)]
pub trait InputOf<M: ?Sized> {
    type Output;

    fn pass(self, layer: &M) -> Self::Output;
}

#[diagnostic::do_not_recommend]
impl<X, M: Forward<X> + ?Sized> InputOf<M> for X {
    type Output = M::Output;

    #[track_caller]
    fn pass(self, layer: &M) -> M::Output {
        layer.forward(self)
    }
}

/// The forward of a model whose input is known, behind the proof that its layers fit. A proof that fails leaves `FITS`
/// unknown, and with it the output: the compiler has said why and says no more.
#[doc(hidden)]
pub trait Proved<X, const FITS: bool> {
    type Output;

    fn run(&self, x: X) -> Self::Output;
}

/// The same type.
#[doc(hidden)]
pub trait SameType<T> {}

impl<T> SameType<T> for T {}

impl<X, M: Forward<X> + ?Sized> Forward<X> for &M {
    type Output = M::Output;

    #[track_caller]
    fn forward(&self, x: X) -> Self::Output {
        (**self).forward(x)
    }
}

impl<X, M: Forward<X> + ?Sized> Forward<X> for Box<M> {
    type Output = M::Output;

    #[track_caller]
    fn forward(&self, x: X) -> Self::Output {
        (**self).forward(x)
    }
}

/// A layer that may be absent: `None` gives its input back.
impl<X, M: Forward<X, Output = X>> Forward<X> for Option<M> {
    type Output = X;

    #[track_caller]
    fn forward(&self, x: X) -> X {
        match self {
            Some(module) => module.forward(x),
            None => x,
        }
    }
}

macro_rules! lists {
    ($([$($generics:tt)*] $list:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl<X, $($generics)*> Forward<X> for $list
        where
            $list: Cascades,
        {
            type Output = X;

            fn forward(&self, x: X) -> X {
                x
            }
        }
    )*};
}

lists! {
    [M: super::Module] Vec<M>,
    [M: super::Module] std::collections::VecDeque<M>,
    [M: super::Module, const N: usize] [M; N],
    [K: std::fmt::Display, M: super::Module] std::collections::BTreeMap<K, M>,
    [K, M: super::Module, S] std::collections::HashMap<K, M, S>,
}
