//! Values that are no modules, in fields of models.

use std::marker::PhantomData;

use rand::Rng;

use super::Init;

macro_rules! plain {
    ($($type:ty),* $(,)?) => {$(
        /// A plain value is its own spec.
        #[diagnostic::do_not_recommend]
        impl Init for $type {
            type Module = Self;

            fn init(&self, _: &mut impl Rng) -> Self {
                self.clone()
            }
        }
    )*};
}

plain!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, f32, f64, bool, char, &'static str, String, ());

/// Nothing is its own spec.
#[diagnostic::do_not_recommend]
impl<T: ?Sized> Init for PhantomData<T> {
    type Module = Self;

    fn init(&self, _: &mut impl Rng) -> Self {
        PhantomData
    }
}

/// The spec that makes copies of a value, from [`value`].
#[derive(Clone, Copy, Debug)]
pub struct Value<T>(T);

/// A spec that makes copies of `value`: for a field whose type is not made by a spec of its own, such as settings or a
/// [`Lambda`](crate::Lambda). A layer would be copied with its initial values: give its spec instead.
///
/// ```
/// use nn_core::init::value;
/// use nn_core::prelude::*;
///
/// #[derive(Clone)]
/// struct Pooling {
///     width: usize,
/// }
///
/// #[derive(Module, Init)]
/// struct Net {
///     #[init(Linear::spec(4, 2))]
///     head: Linear,
///     #[init(value(Pooling { width: 3 }))]
///     #[module(skip)]
///     pooling: Pooling,
/// }
///
/// let net = Net::init(&mut rng(0));
/// assert_eq!(net.pooling.width, 3);
/// ```
pub const fn value<T: Clone>(value: T) -> Value<T> {
    Value(value)
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Init for Value<T> {
    type Module = T;

    fn init(&self, _: &mut impl Rng) -> T {
        self.0.clone()
    }
}
