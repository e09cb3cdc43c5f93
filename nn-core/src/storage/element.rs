//! What a tensor may hold.

use std::fmt::{Debug, Display};

use gemm_common::Parallelism;
use ndarray::LinalgScalar;
use num_traits::{FromPrimitive, NumAssign, ToPrimitive};

use super::any::{AnyStorage, FloatsMut};
use super::dispatch::element_types;
use super::recycle::Pool;
use super::{Dtype, SharedStorage};
use crate::kernels::compiled::Compiled;
use crate::kernels::vector::Lanes;

/// A type that a [`Tensor`](crate::Tensor) can hold: `f32`, `f64`, `i64`, `usize` (indices) or `bool` (masks).
pub trait Element:
    Copy + Default + PartialEq + PartialOrd + Debug + Display + Send + Sync + Sealed + 'static
{
    /// The name of the type, as state dicts write it.
    const DTYPE: Dtype;
    /// The sum as gradients add up; of elements that have none, it is of no account.
    #[doc(hidden)]
    fn plus(self, other: Self) -> Self;
    #[doc(hidden)]
    fn number(self) -> Number;
    #[doc(hidden)]
    fn from_number(number: Number) -> Self;
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
    Element
    + Compiled
    + Lanes
    + num_traits::Float
    + NumAssign
    + LinalgScalar
    + FromPrimitive
    + ToPrimitive
    + std::iter::Sum
{
    /// The error function, `2/√π ∫₀ˣ exp(−t²) dt`.
    fn erf(self) -> Self;

    /// The exponential function in a form that the compiler can vectorise.
    fn exp_fast(self) -> Self;

    /// The distribution function of the normal distribution, and its density.
    #[doc(hidden)]
    fn normal(self) -> (Self, Self);

    /// The nearest value of this type.
    fn of(value: f64) -> Self;

    /// The same value as a double.
    fn to_double(self) -> f64;

    #[doc(hidden)]
    fn gemm() -> Gemm<Self>;
    #[doc(hidden)]
    fn floats_mut(storage: &mut SharedStorage<Self>) -> FloatsMut<'_>;
}

/// A number of any element type, on its way to another.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Float(f64),
    Whole(i128),
}

/// A matrix product `c = alpha * c + beta * a * b` of the `gemm` crates: sizes `m`, `n`, `k`; `c` with its strides from
/// column to column and from row to row, and whether it is read; `a` and `b` with theirs; `alpha` and `beta`; which of
/// the three are conjugated; the threads.
#[doc(hidden)]
pub(super) type Gemm<A> = unsafe fn(
    usize,
    usize,
    usize,
    *mut A,
    isize,
    isize,
    bool,
    *const A,
    isize,
    isize,
    *const A,
    isize,
    isize,
    A,
    A,
    bool,
    bool,
    bool,
    Parallelism,
);

#[doc(hidden)]
pub trait Sealed {}

macro_rules! elements {
    (floats: [$($f:tt)*], integers: [$($i:tt)*], others: [$($o:tt)*];) => {
        element!(float; |value| value.to_bits(); $($f)*);
        element!(whole; |value| value; $($i)*);
        element!(truth; |value| value; $($o)*);
    };
}

macro_rules! element {
    ($kind:ident; |$value:ident| $bits:expr; $($type:ident $variant:ident),*) => {$(
        impl Sealed for $type {}

        impl Element for $type {
            const DTYPE: Dtype = Dtype::$variant;

            element!(@ $kind $type);

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
    (@ float $type:ident) => {
        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            self + other
        }

        #[inline(always)]
        fn number(self) -> Number {
            Number::Float(self as f64)
        }

        element!(@ number $type);
    };
    (@ whole $type:ident) => {
        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            self.wrapping_add(other)
        }

        #[inline(always)]
        fn number(self) -> Number {
            Number::Whole(self as i128)
        }

        element!(@ number $type);
    };
    (@ number $type:ident) => {
        #[inline(always)]
        fn from_number(number: Number) -> Self {
            match number {
                Number::Float(x) => x as $type,
                Number::Whole(x) => x as $type,
            }
        }
    };
    (@ truth $type:ident) => {
        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            self | other
        }

        #[inline(always)]
        fn number(self) -> Number {
            Number::Whole(self.into())
        }

        #[inline(always)]
        fn from_number(number: Number) -> Self {
            match number {
                Number::Float(x) => x != 0.0,
                Number::Whole(x) => x != 0,
            }
        }
    };
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
    fn normal(self) -> (Self, Self) {
        super::special::normal_f32(self)
    }

    #[inline(always)]
    fn of(value: f64) -> Self {
        value as f32
    }

    #[inline(always)]
    fn to_double(self) -> f64 {
        self.into()
    }

    fn gemm() -> Gemm<f32> {
        gemm_f32::gemm::f32::get_gemm_fn()
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
    fn normal(self) -> (Self, Self) {
        let below = 0.5 * libm::erfc(-self * std::f64::consts::FRAC_1_SQRT_2);
        (below, (-0.5 * self * self).exp() / std::f64::consts::TAU.sqrt())
    }

    #[inline(always)]
    fn of(value: f64) -> Self {
        value
    }

    #[inline(always)]
    fn to_double(self) -> f64 {
        self
    }

    fn gemm() -> Gemm<f64> {
        gemm_f64::gemm::f64::get_gemm_fn()
    }

    fn floats_mut(storage: &mut SharedStorage<Self>) -> FloatsMut<'_> {
        FloatsMut::F64(storage)
    }
}
