//! `+`, `-`, `*`, `/` with broadcasting, with scalars on either side, on values and references.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::combine::combine;
use super::scalar::{affine, with_scalar};
use super::stretch::{pad, stretched, unstretch};
use crate::device::Unary;
use crate::module::Param;
use crate::operation::Operation;
use crate::storage::{Element, Float};
use crate::tensor::{Op, Tensor};

/// What stands on the right of an operator beside a tensor of rank `N`: a number, or a tensor or parameter of any
/// rank. The smaller rank is stretched over leading axes, and both over axes of size 1.
#[diagnostic::on_unimplemented(
    message = "a tensor of rank {N} cannot be combined with `{Self}`",
    label = "expected a number, a tensor or a parameter of the same element type"
)]
#[doc(alias = "add_")]
pub trait Broadcast<const N: usize, A: Element> {
    /// The tensor of the larger rank.
    type Output;

    #[doc(hidden)]
    #[track_caller]
    fn apply(self, left: Tensor<N, A>, operator: Operator) -> Self::Output;
}

impl<const N: usize, A: Float> Broadcast<N, A> for Tensor<N, A> {
    type Output = Tensor<N, A>;

    #[track_caller]
    fn apply(self, left: Tensor<N, A>, operator: Operator) -> Tensor<N, A> {
        binary(left, self, operator, [N, N])
    }
}

impl<const N: usize, A: Float> Broadcast<N, A> for &Tensor<N, A> {
    type Output = Tensor<N, A>;

    #[track_caller]
    fn apply(self, left: Tensor<N, A>, operator: Operator) -> Tensor<N, A> {
        binary(left, self.clone(), operator, [N, N])
    }
}

impl<const N: usize, const M: usize, A: Float> Broadcast<N, A> for &Param<M, A>
where
    Tensor<M, A>: Broadcast<N, A>,
{
    type Output = <Tensor<M, A> as Broadcast<N, A>>::Output;

    #[track_caller]
    fn apply(self, left: Tensor<N, A>, operator: Operator) -> Self::Output {
        self.on(&left).apply(left, operator)
    }
}

macro_rules! scalars {
    ($($scalar:ty),*) => {$(
        impl<const N: usize> Broadcast<N, $scalar> for $scalar {
            type Output = Tensor<N, $scalar>;

            #[track_caller]
            fn apply(self, left: Tensor<N, $scalar>, operator: Operator) -> Self::Output {
                with_scalar(left, self, operator)
            }
        }
    )*};
}

scalars!(f32, f64);

macro_rules! ranks {
    ($($small:literal $large:literal),* $(,)?) => {$(
        ranks!(@ $large, $small, $large, Tensor<$small, A>);
        ranks!(@ $large, $small, $large, &Tensor<$small, A>);
        ranks!(@ $small, $large, $large, Tensor<$large, A>);
        ranks!(@ $small, $large, $large, &Tensor<$large, A>);
    )*};
    (@ $left:literal, $right:literal, $output:literal, $type:ty) => {
        impl<A: Float> Broadcast<$left, A> for $type {
            type Output = Tensor<$output, A>;

            #[track_caller]
            fn apply(self, left: Tensor<$left, A>, operator: Operator) -> Self::Output {
                binary(pad(left), pad(self.clone()), operator, [$left, $right])
            }
        }
    };
}

ranks!(0 1, 0 2, 0 3, 0 4, 0 5, 0 6, 1 2, 1 3, 1 4, 1 5, 1 6, 2 3, 2 4, 2 5, 2 6, 3 4, 3 5, 3 6, 4 5, 4 6, 5 6);

pub use crate::device::Operator;

impl Operator {
    /// As messages write it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Operator::Add => "`+`",
            Operator::Sub => "`-`",
            Operator::Mul => "`*`",
            Operator::Div => "`/`",
        }
    }

    pub(super) fn symbol(self) -> &'static str {
        match self {
            Operator::Add => "+",
            Operator::Sub => "-",
            Operator::Mul => "*",
            Operator::Div => "/",
        }
    }
}

/// The operands had these ranks before they were brought to the same.
#[track_caller]
fn binary<const N: usize, A: Float>(
    a: Tensor<N, A>,
    b: Tensor<N, A>,
    operator: Operator,
    ranks: [usize; 2],
) -> Tensor<N, A> {
    let mut op = Op::named(operator.symbol());
    let (va, vb) = (op.input(&a), op.input(&b));
    let shape = stretched(&a, &b, operator.name(), ranks);
    op.means(|| Operation::Binary(operator));
    op.run(
        shape,
        |keep| {
            let (by_a, by_b) = match operator {
                Operator::Mul => (vb.wanted(), va.wanted()),
                Operator::Div => (vb.wanted(), true),
                Operator::Add | Operator::Sub => (false, false),
            };
            let kept = keep.value(|| [by_a.then(|| a.off_tape()), by_b.then(|| b.off_tape())]);
            (combine(a, b, shape, operator), kept)
        },
        move |kept, dy, grads| match (operator, kept) {
            (Operator::Mul, [a, b]) => {
                if let Some(b) = b {
                    grads.add(va, unstretch(dy.clone() * b, va.shape()));
                }
                if let Some(a) = a {
                    grads.add(vb, unstretch(dy * a, vb.shape()));
                }
            }
            (Operator::Div, [a, Some(b)]) => {
                let da = dy / &b;
                grads.add_with(va, || unstretch(da.clone(), va.shape()));
                if let Some(a) = a {
                    grads.add(vb, unstretch((da * a / b).map_values(Unary::Negate), vb.shape()));
                }
            }
            (operator, _) => {
                grads.add_with(va, || unstretch(dy.clone(), va.shape()));
                grads.add_with(vb, || match operator {
                    Operator::Sub => unstretch(dy, vb.shape()).map_values(Unary::Negate),
                    _ => unstretch(dy, vb.shape()),
                });
            }
        },
    )
}

/// What may stand to the right of a parameter of rank `N`: a tensor, which says on which tape the result is.
#[diagnostic::on_unimplemented(
    message = "a parameter by itself is on no tape, so that what is made of it would have no gradient",
    label = "of a parameter and no tensor",
    note = "`param.on(&x)` is the parameter beside an input, or beside what was made of one: a tensor like any other"
)]
pub trait BesideParam<const N: usize, A: Float> {
    /// The result.
    type Output;

    #[doc(hidden)]
    #[track_caller]
    fn apply_to(self, param: &Param<N, A>, operator: Operator) -> Self::Output;
}

#[diagnostic::do_not_recommend]
impl<const N: usize, const M: usize, A: Float> BesideParam<N, A> for Tensor<M, A>
where
    Tensor<M, A>: Broadcast<N, A>,
{
    type Output = <Tensor<M, A> as Broadcast<N, A>>::Output;

    #[track_caller]
    fn apply_to(self, param: &Param<N, A>, operator: Operator) -> Self::Output {
        self.clone().apply(param.on(&self), operator)
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize, const M: usize, A: Float> BesideParam<N, A> for &Tensor<M, A>
where
    Tensor<M, A>: Broadcast<N, A>,
{
    type Output = <Tensor<M, A> as Broadcast<N, A>>::Output;

    #[track_caller]
    fn apply_to(self, param: &Param<N, A>, operator: Operator) -> Self::Output {
        self.clone().apply(param.on(self), operator)
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident $of:ident),*) => {$(
        impl<const N: usize, A: $of, R: Broadcast<N, A>> $trait<R> for Tensor<N, A> {
            type Output = R::Output;

            #[track_caller]
            fn $method(self, rhs: R) -> R::Output {
                rhs.apply(self, Operator::$trait)
            }
        }

        impl<const N: usize, A: $of, R: Broadcast<N, A>> $trait<R> for &Tensor<N, A> {
            type Output = R::Output;

            #[track_caller]
            fn $method(self, rhs: R) -> R::Output {
                rhs.apply(self.clone(), Operator::$trait)
            }
        }

        impl<const N: usize, A: Float, R: BesideParam<N, A>> $trait<R> for &Param<N, A> {
            type Output = R::Output;

            #[track_caller]
            fn $method(self, rhs: R) -> R::Output {
                rhs.apply_to(self, Operator::$trait)
            }
        }
    )*};
}

operators!(Add add Element, Sub sub Element, Mul mul Element, Div div Float);

macro_rules! scalar_on_the_left {
    ($($scalar:ty),*) => {$(
        scalar_on_the_left!(@ $scalar, Tensor<N, $scalar>);
        scalar_on_the_left!(@ $scalar, &Tensor<N, $scalar>);
    )*};
    (@ $scalar:ty, $tensor:ty) => {
        #[diagnostic::do_not_recommend]
        impl<const N: usize> Add<$tensor> for $scalar {
            type Output = Tensor<N, $scalar>;

            #[track_caller]
            fn add(self, x: $tensor) -> Tensor<N, $scalar> {
                affine("+", x.clone(), 1.0, self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<const N: usize> Sub<$tensor> for $scalar {
            type Output = Tensor<N, $scalar>;

            #[track_caller]
            fn sub(self, x: $tensor) -> Tensor<N, $scalar> {
                affine("-", x.clone(), -1.0, self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<const N: usize> Mul<$tensor> for $scalar {
            type Output = Tensor<N, $scalar>;

            #[track_caller]
            fn mul(self, x: $tensor) -> Tensor<N, $scalar> {
                affine("*", x.clone(), self, 0.0)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<const N: usize> Div<$tensor> for $scalar {
            type Output = Tensor<N, $scalar>;

            #[track_caller]
            fn div(self, x: $tensor) -> Tensor<N, $scalar> {
                let s = self;
                x.clone().map("/", Unary::Reciprocal { dividend: s.to_double() })
            }
        }
    };
}

scalar_on_the_left!(f32, f64);

impl<const N: usize, A: Float> Neg for Tensor<N, A> {
    type Output = Tensor<N, A>;

    #[track_caller]
    fn neg(self) -> Tensor<N, A> {
        affine("-", self, -A::one(), A::zero())
    }
}

impl<const N: usize, A: Float> Neg for &Tensor<N, A> {
    type Output = Tensor<N, A>;

    #[track_caller]
    fn neg(self) -> Tensor<N, A> {
        affine("-", self.clone(), -A::one(), A::zero())
    }
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// `x · scale`, for code that is generic over the element type; otherwise write `x * scale`.
    #[track_caller]
    pub fn scale(self, scale: A) -> Self {
        affine("*", self, scale, A::zero())
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn operators_of_one_shape() {
        let b = irregular([2, 3]) + 2.0;
        let x = irregular([2, 3]).sin();
        for f in [|a: Tensor<2, f64>, b: Tensor<2, f64>| a + b, |a, b| a - b, |a, b| a * b, |a, b| a / b] {
            gradcheck(x.clone(), |x| f(x, b.clone())).unwrap();
            gradcheck(b.clone(), |b| f(x.clone(), b)).unwrap();
            gradcheck(b.clone(), |b| f(b.clone(), b)).unwrap();
        }
    }

    #[test]
    fn operators_stretch() {
        let large = irregular([2, 3, 4]);
        let row = irregular([4]) + 3.0;
        let column = irregular([3, 1]) + 3.0;
        gradcheck(row.clone(), |row| &large / row).unwrap();
        gradcheck(row.clone(), |row| row / (&large + 3.0)).unwrap();
        gradcheck(column.clone(), |column| &large * column).unwrap();
        gradcheck(column.clone(), |column| column - &row).unwrap();
        gradcheck(large.clone(), |large| large * (&column - &row)).unwrap();
        gradcheck(Tensor::from(3.0), |scalar| &large / scalar).unwrap();
    }

    #[test]
    fn operators_with_numbers() {
        let x = irregular([5]) + 2.0;
        gradcheck(x.clone(), |x| 3.0 - x * 2.0).unwrap();
        gradcheck(x.clone(), |x| 1.0 / x + 5.0).unwrap();
        gradcheck(x.clone(), |x| (x - 4.0) / 7.0).unwrap();
        gradcheck(x.clone(), |x| -(2.0 * x) + (3.0 + irregular([5]))).unwrap();
    }

    #[test]
    #[should_panic(expected = "`*`: shapes [2, 3] and [2, 4] do not fit")]
    fn shapes_must_fit() {
        let _ = irregular([2, 3]) * irregular([2, 4]);
    }

    #[test]
    fn a_sum_reuses_the_memory_that_nobody_else_holds() {
        let a = Tensor::<1>::from([1.0, 2.0]);
        let at = a.as_slice().as_ptr();
        let b = a + 1.0;
        assert_eq!(b.as_slice().as_ptr(), at);
        let c = &b + 1.0;
        assert_ne!(c.as_slice().as_ptr(), at);
        assert_eq!(b.as_slice(), [2.0, 3.0]);
    }
}
