//! Activation functions of one element and their derivatives, without branches where that lets loops vectorise.

use crate::storage::Float;

#[inline(always)]
pub(crate) fn sigmoid<A: Float>(x: A) -> A {
    A::one() / (A::one() + (-x).exp_fast())
}

/// In single precision by `x·p(x²)/q(x²)`, two polynomials of degree 4 that were fitted by weighted least squares to a relative
/// error of 2.1·10⁻⁸ within ±9, from where on the result is ±1. With all roundings the relative error is 3.1·10⁻⁷.
#[inline(always)]
pub(crate) fn tanh<A: Float>(x: A) -> A {
    if A::DTYPE == crate::storage::Dtype::F64 {
        return x.tanh();
    }
    let x = within(x, A::of(9.0));
    let s = x * x;
    let p = polynomial(s, [1.335_341_2e-8, 2.060_818_4e-5, 3.495_534_5e-3, 0.133_809_81, 1.0]);
    let q = polynomial(s, [7.776_046_7e-7, 3.285_546_2e-4, 2.587_678e-2, 0.467_142_97, 1.0]);
    within(x * p / q, A::one())
}

/// The polynomial with these coefficients, that of the highest power first.
#[inline(always)]
fn polynomial<A: Float, const N: usize>(x: A, coefficients: [f64; N]) -> A {
    let [first, others] = [&coefficients[..1], &coefficients[1..]];
    others.iter().fold(A::of(first[0]), |sum, &coefficient| sum.mul_add(x, A::of(coefficient)))
}

/// `x` between `−most` and `most`, and NaN if it is that.
#[inline(always)]
fn within<A: Float>(x: A, most: A) -> A {
    let x = if most < x { most } else { x };
    if -most > x { -most } else { x }
}

#[inline(always)]
pub(crate) fn silu<A: Float>(x: A) -> A {
    x * sigmoid(x)
}

#[inline(always)]
pub(crate) fn silu_derivative<A: Float>(x: A) -> A {
    let s = sigmoid(x);
    s * (A::one() + x * (A::one() - s))
}

#[inline(always)]
pub(crate) fn gelu<A: Float>(x: A) -> A {
    x * normal(x)
}

/// The distribution function of the normal distribution. In single precision as `½ + x·p(x²)/q(x²)`, two polynomials of degree 5
/// that were fitted as those of [`tanh`] within ±5.6, from where on the result is 0 or 1. With all roundings the error is below
/// 2·10⁻⁷, three times what numbers near 1 are apart.
#[inline(always)]
fn normal<A: Float>(x: A) -> A {
    if A::DTYPE == crate::storage::Dtype::F64 {
        return x.normal().0;
    }
    let x = within(x, A::of(5.6));
    let s = x * x;
    let p = polynomial(
        s,
        [2.229_684_9e-8, 6.289_474_3e-6, 1.689_167_9e-4, 4.677_271_8e-3, 3.392_805_7e-2, 0.398_942_27],
    );
    let q = polynomial(s, [1.179_617_8e-6, 7.333_905e-5, 1.885_422_3e-3, 2.867_695_2e-2, 0.251_711_36, 1.0]);
    A::of(0.5) + within(x * p / q, A::of(0.5))
}

#[inline(always)]
pub(crate) fn gelu_derivative<A: Float>(x: A) -> A {
    let (below, density) = x.normal();
    below + x * density
}

/// √(2/π), and the coefficient of the cubic term.
const GELU_SCALE: f64 = 0.797_884_560_802_865_4;
const GELU_CUBIC: f64 = 0.044_715;

#[inline(always)]
pub(crate) fn gelu_tanh<A: Float>(x: A) -> A {
    let inner = A::of(GELU_SCALE) * (x + A::of(GELU_CUBIC) * x * x * x);
    A::of(0.5) * x * (A::one() + tanh(inner))
}

#[inline(always)]
pub(crate) fn gelu_tanh_derivative<A: Float>(x: A) -> A {
    let t = tanh(A::of(GELU_SCALE) * (x + A::of(GELU_CUBIC) * x * x * x));
    let slope = A::of(GELU_SCALE) * (A::one() + A::of(3.0 * GELU_CUBIC) * x * x);
    A::of(0.5) * (A::one() + t) + A::of(0.5) * x * (A::one() - t * t) * slope
}

/// `eˣ − 1`: near 0, where that cancels, by the Taylor polynomial of degree 7.
#[inline(always)]
fn exp_m1<A: Float>(x: A) -> A {
    if A::DTYPE == crate::storage::Dtype::F64 {
        return x.exp_m1();
    }
    let near = [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0]
        .into_iter()
        .fold(A::of(1.0 / 5040.0), |p, c| p.mul_add(x, A::of(c)));
    if x.abs() < A::of(0.35) { near * x } else { x.exp_fast() - A::one() }
}

pub(crate) fn elu<A: Float>(alpha: A) -> impl Fn(A) -> A {
    #[inline(always)]
    move |x| if x > A::zero() { x } else { alpha * exp_m1(x) }
}

pub(crate) fn elu_derivative<A: Float>(alpha: A) -> impl Fn(A) -> A {
    #[inline(always)]
    move |x| if x > A::zero() { A::one() } else { alpha * x.exp_fast() }
}

/// `ln(1 + t)` for `t` in 0..=1, as `2·artanh(t / (2 + t))` by the Taylor polynomial of degree 13.
#[inline(always)]
fn ln_1p_unit<A: Float>(t: A) -> A {
    if A::DTYPE == crate::storage::Dtype::F64 {
        return t.ln_1p();
    }
    let s = t / (t + A::of(2.0));
    let square = s * s;
    let p = [1.0 / 11.0, 1.0 / 9.0, 1.0 / 7.0, 1.0 / 5.0, 1.0 / 3.0, 1.0]
        .into_iter()
        .fold(A::of(1.0 / 13.0), |p, c| p.mul_add(square, A::of(c)));
    A::of(2.0) * s * p
}

/// `ln(1 + eˣ)` without overflow, as `max(x, 0) + ln(1 + e^−|x|)`.
#[inline(always)]
fn softplus_unit<A: Float>(x: A) -> A {
    (if x > A::zero() { x } else { A::zero() }) + ln_1p_unit((-x.abs()).exp_fast())
}

pub(crate) fn softplus<A: Float>(beta: A, threshold: A) -> impl Fn(A) -> A {
    #[inline(always)]
    move |x| if x * beta > threshold { x } else { softplus_unit(x * beta) / beta }
}

pub(crate) fn softplus_derivative<A: Float>(beta: A, threshold: A) -> impl Fn(A) -> A {
    #[inline(always)]
    move |x| if x * beta > threshold { A::one() } else { sigmoid(x * beta) }
}

pub(crate) fn celu<A: Float>(alpha: A) -> impl Fn(A) -> A {
    #[inline(always)]
    move |x| if x > A::zero() { x } else { alpha * exp_m1(x / alpha) }
}

pub(crate) fn celu_derivative<A: Float>(alpha: A) -> impl Fn(A) -> A {
    #[inline(always)]
    move |x| if x > A::zero() { A::one() } else { (x / alpha).exp_fast() }
}

/// The numbers by which mean and variance have a fixed point, from the paper.
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;

#[inline(always)]
pub(crate) fn selu<A: Float>(x: A) -> A {
    let scale = A::of(SELU_SCALE);
    if x > A::zero() { scale * x } else { scale * A::of(SELU_ALPHA) * exp_m1(x) }
}

#[inline(always)]
pub(crate) fn selu_derivative<A: Float>(x: A) -> A {
    let scale = A::of(SELU_SCALE);
    if x > A::zero() { scale } else { scale * A::of(SELU_ALPHA) * x.exp_fast() }
}

#[inline(always)]
pub(crate) fn mish<A: Float>(x: A) -> A {
    x * tanh(softplus_unit(x))
}

#[inline(always)]
pub(crate) fn mish_derivative<A: Float>(x: A) -> A {
    let t = tanh(softplus_unit(x));
    t + x * sigmoid(x) * (A::one() - t * t)
}

/// Written so that NaN stays NaN.
#[inline(always)]
pub(crate) fn hardsigmoid<A: Float>(x: A) -> A {
    let (zero, one) = (A::zero(), A::one());
    let y = x / A::of(6.0) + A::of(0.5);
    let y = if y < zero { zero } else { y };
    if y > one { one } else { y }
}

#[inline(always)]
pub(crate) fn hardsigmoid_derivative<A: Float>(x: A) -> A {
    if x.abs() < A::of(3.0) { A::of(1.0 / 6.0) } else { A::zero() }
}

#[inline(always)]
pub(crate) fn hardswish_derivative<A: Float>(x: A) -> A {
    let three = A::of(3.0);
    let inside = x / three + A::of(0.5);
    let inside = if x > three { A::one() } else { inside };
    if x < -three { A::zero() } else { inside }
}

/// `ln(1 / (1 + e⁻ˣ))` without overflow, as `min(x, 0) − ln(1 + e^−|x|)`.
#[inline(always)]
pub(crate) fn log_sigmoid<A: Float>(x: A) -> A {
    (if x < A::zero() { x } else { A::zero() }) - ln_1p_unit((-x.abs()).exp_fast())
}
/// The nearest whole number, of two the even one.
#[inline(always)]
pub(super) fn round<A: Float>(x: A) -> A {
    let is_between = (x - x.trunc()).abs() == A::of(0.5);
    if is_between { (x * A::of(0.5)).round() * A::of(2.0) } else { x.round() }
}

#[cfg(test)]
mod tests {
    use super::{normal, tanh};

    #[test]
    fn the_normal_distribution_is_close_everywhere() {
        for x in (-12_000..12_000).map(|i| i as f32 * 1e-3) {
            let want = libm::erfc(-f64::from(x) / std::f64::consts::SQRT_2) / 2.0;
            let got = f64::from(normal(x));
            assert!((got - want).abs() <= 2e-7, "{x}: {got} instead of {want}");
            assert!((0.0..=1.0).contains(&got), "{x}: {got}");
        }
        assert_eq!([-5.6, -100.0, f32::NEG_INFINITY].map(normal), [0.0; 3]);
        assert_eq!([0.0, 5.6, 100.0, f32::INFINITY].map(normal), [0.5, 1.0, 1.0, 1.0]);
        assert!(normal(f32::NAN).is_nan());
    }

    #[test]
    fn tanh_is_close_everywhere() {
        let by_thousandths = (0..12_000).map(|i| i as f32 * 1e-3);
        let by_powers = (1..140).map(|i| 0.5_f32.powi(i));
        for x in by_thousandths.chain(by_powers) {
            let (got, want) = (f64::from(tanh(x)), f64::from(x).tanh());
            assert!((got - want).abs() <= want * 3.5e-7, "{x}: {got} instead of {want}");
            assert!(got <= 1.0, "{x}: {got}");
            assert_eq!(tanh(-x), -tanh(x));
        }
        assert_eq!([9.0, 100.0, f32::INFINITY, f32::NEG_INFINITY].map(tanh), [1.0, 1.0, 1.0, -1.0]);
        assert!(tanh(f32::NAN).is_nan());
    }
}
