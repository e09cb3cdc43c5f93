//! What a tensor may hold.

use std::fmt::{Debug, Display};

use ndarray::LinalgScalar;
use num_traits::{FromPrimitive, NumAssign, ToPrimitive};

use super::any::{AnyStorage, FloatsMut};
use super::dispatch::element_types;
use super::recycle::Pool;
use super::{Dtype, SharedStorage};

/// A type that a [`Tensor`](crate::Tensor) can hold: `f32`, `f64`, `i64`, `usize` (indices) or `bool` (masks).
pub trait Element: Copy + Default + PartialEq + Debug + Display + Send + Sync + Sealed + 'static {
    /// The name of the type, as state dicts write it.
    const DTYPE: Dtype;
    #[doc(hidden)]
    fn pool() -> &'static Pool<Self>;
    #[doc(hidden)]
    fn erase(storage: SharedStorage<Self>) -> AnyStorage;
    #[doc(hidden)]
    fn reveal(storage: &AnyStorage) -> Option<&SharedStorage<Self>>;
    #[doc(hidden)]
    fn reveal_mut(storage: &mut AnyStorage) -> Option<&mut SharedStorage<Self>>;
    #[doc(hidden)]
    fn reveal_owned(storage: AnyStorage) -> Option<SharedStorage<Self>>;
    /// Whether every bit is the same.
    #[doc(hidden)]
    fn is_identical(self, other: Self) -> bool;
}

/// An element that has gradients: `f32` or `f64`.
pub trait Float:
    Element + num_traits::Float + NumAssign + LinalgScalar + FromPrimitive + ToPrimitive + std::iter::Sum
{
    /// The error function, `2/√π ∫₀ˣ exp(−t²) dt`.
    fn erf(self) -> Self;

    /// The exponential function in a form that the compiler can vectorise.
    fn exp_fast(self) -> Self;

    /// The nearest value of this type.
    fn of(value: f64) -> Self;

    /// The same value as a double.
    fn to_double(self) -> f64;

    #[doc(hidden)]
    fn floats_mut(storage: &mut SharedStorage<Self>) -> FloatsMut<'_>;
}

#[doc(hidden)]
pub trait Sealed {}

macro_rules! elements {
    (floats: [$($f:tt)*], integers: [$($i:tt)*], others: [$($o:tt)*];) => {
        element!(|value| value.to_bits(); $($f)*);
        element!(|value| value; $($i)*);
        element!(|value| value; $($o)*);
    };
}

macro_rules! element {
    (|$value:ident| $bits:expr; $($type:ident $variant:ident),*) => {$(
        impl Sealed for $type {}

        impl Element for $type {
            const DTYPE: Dtype = Dtype::$variant;

            fn pool() -> &'static Pool<Self> {
                static POOL: Pool<$type> = Pool::new();
                &POOL
            }

            fn erase(storage: SharedStorage<Self>) -> AnyStorage {
                AnyStorage::$variant(storage)
            }

            fn reveal(storage: &AnyStorage) -> Option<&SharedStorage<Self>> {
                match storage {
                    AnyStorage::$variant(s) => Some(s),
                    _ => None,
                }
            }

            fn reveal_mut(storage: &mut AnyStorage) -> Option<&mut SharedStorage<Self>> {
                match storage {
                    AnyStorage::$variant(s) => Some(s),
                    _ => None,
                }
            }

            fn reveal_owned(storage: AnyStorage) -> Option<SharedStorage<Self>> {
                match storage {
                    AnyStorage::$variant(s) => Some(s),
                    _ => None,
                }
            }

            fn is_identical(self, other: Self) -> bool {
                let bits = |$value: Self| $bits;
                bits(self) == bits(other)
            }
        }
    )*};
}

element_types!(elements {});

impl Float for f32 {
    #[inline(always)]
    fn erf(self) -> Self {
        super::special::erf_f32(self)
    }

    #[inline(always)]
    fn exp_fast(self) -> Self {
        super::special::exp_f32(self)
    }

    #[inline(always)]
    fn of(value: f64) -> Self {
        value as f32
    }

    #[inline(always)]
    fn to_double(self) -> f64 {
        self.into()
    }

    fn floats_mut(storage: &mut SharedStorage<Self>) -> FloatsMut<'_> {
        FloatsMut::F32(storage)
    }
}

impl Float for f64 {
    #[inline(always)]
    fn erf(self) -> Self {
        libm::erf(self)
    }

    #[inline(always)]
    fn exp_fast(self) -> Self {
        self.exp()
    }

    #[inline(always)]
    fn of(value: f64) -> Self {
        value
    }

    #[inline(always)]
    fn to_double(self) -> f64 {
        self
    }

    fn floats_mut(storage: &mut SharedStorage<Self>) -> FloatsMut<'_> {
        FloatsMut::F64(storage)
    }
}
