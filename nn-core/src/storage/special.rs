//! Single-precision special functions without branches, so that loops over them vectorise.

/// `exp(x)` within 2 units in the last place: `2^n · p(r)` with `x = n·ln 2 + r`, `|r| ≤ ln 2 / 2`,
/// and `p` the Taylor polynomial of degree 7. Below −86.98 the result is 0, above 88.72 infinity.
#[inline(always)]
pub(super) fn exp_f32(x: f32) -> f32 {
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    // Adding and subtracting 1.5·2²³ rounds to the nearest integer. The last bits of the sum are n + 126 so.
    const ROUND: f32 = 12_582_912.0 + 126.0;
    // What gives n from −126 to 128. Written so that NaN stays NaN, as instructions for the smaller of two do.
    const LEAST: f32 = -87.6;
    const MOST: f32 = 89.0;
    let clamped = if MOST < x { MOST } else { x };
    let clamped = if LEAST > clamped { LEAST } else { clamped };
    let shifted = clamped.mul_add(std::f32::consts::LOG2_E, ROUND);
    let n = shifted - ROUND;
    let r = (-n).mul_add(LN2_LOW, (-n).mul_add(LN2_HIGH, clamped));
    let twice = [2.0 / 720.0, 2.0 / 120.0, 2.0 / 24.0, 2.0 / 6.0, 1.0, 2.0, 2.0]
        .into_iter()
        .fold(2.0 / 5040.0, |p: f32, c| p.mul_add(r, c));
    // 2^(n−1), since 2^128 would overflow where the result need not; its exponent is 0, and so is it, for the least n.
    twice * f32::from_bits(shifted.to_bits() << 23)
}

/// The distribution function of the normal distribution and its density, which share an exponential. The former is
/// `erfc(−x/√2) / 2` by formula 7.1.26 of Abramowitz and Stegun, within 2.5·10⁻⁷.
#[inline(always)]
#[allow(clippy::excessive_precision, reason = "the coefficients as they are published")]
pub(super) fn normal_f32(x: f32) -> (f32, f32) {
    let a = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let e = exp_f32(-a * a);
    let t = 1.0 / 0.327_591_1_f32.mul_add(a, 1.0);
    let p = [-1.453_152_1, 1.421_413_8, -0.284_496_72, 0.254_829_6]
        .into_iter()
        .fold(1.061_405_4, |p: f32, c| p.mul_add(t, c));
    let tail = 0.5 * p * t * e;
    // 1/√(2π), the height of the density.
    (if x < 0.0 { tail } else { 1.0 - tail }, 0.398_942_28 * e)
}

/// `erf(x)` within 2·10⁻⁷: formula 7.1.26 of Abramowitz and Stegun has only 1.5·10⁻⁷ absolute error in exact
/// arithmetic, so near zero, where the relative error counts, the Maclaurin series is taken instead.
#[inline(always)]
#[allow(clippy::excessive_precision, reason = "the coefficients as they are published")]
pub(super) fn erf_f32(x: f32) -> f32 {
    let a = x.abs();
    let t = 1.0 / 0.327_591_1_f32.mul_add(a, 1.0);
    let p = [-1.453_152_1, 1.421_413_8, -0.284_496_72, 0.254_829_6]
        .into_iter()
        .fold(1.061_405_4, |p: f32, c| p.mul_add(t, c));
    let far = (-p * t).mul_add(exp_f32(-a * a), 1.0);
    let far = far.copysign(x);
    // 2/√π · Σ (−1)ⁿ x^(2n+1) / (n! (2n+1)), enough terms for |x| < 1.
    let s = x * x;
    let q = [
        -1.0 / 75_600.0,
        1.0 / 9_360.0,
        -1.0 / 1_320.0,
        1.0 / 216.0,
        -1.0 / 42.0,
        1.0 / 10.0,
        -1.0 / 3.0,
        1.0,
    ]
    .into_iter()
    .fold(1.0 / 685_440.0, |q: f32, c| q.mul_add(s, c));
    let near = std::f32::consts::FRAC_2_SQRT_PI * x * q;
    if a < 1.0 { near } else { far }
}

#[cfg(test)]
mod tests {
    use super::{erf_f32, exp_f32, normal_f32};

    #[test]
    fn exp_is_close_everywhere() {
        for i in -90_000..90_000 {
            let x = i as f32 * 1e-3;
            let want = f64::from(x).exp();
            let got = f64::from(exp_f32(x));
            if want > f64::from(f32::MAX) {
                assert!(got.is_infinite(), "{x}");
            } else if x >= -86.98 {
                assert!((got - want).abs() <= want * 3e-7, "{x}: {got} instead of {want}");
            } else {
                assert!(got <= 2e-38, "{x}: {got}");
            }
        }
        assert!(exp_f32(f32::NAN).is_nan());
        assert_eq!(exp_f32(f32::NEG_INFINITY), 0.0);
        assert_eq!(exp_f32(f32::INFINITY), f32::INFINITY);
        assert_eq!(exp_f32(0.0), 1.0);
    }

    #[test]
    fn erf_is_close_everywhere() {
        for i in -6_000..6_000 {
            let x = i as f32 * 1e-3;
            let want = libm::erf(f64::from(x));
            let got = f64::from(erf_f32(x));
            assert!((got - want).abs() <= 4e-7, "{x}: {got} instead of {want}");
        }
    }

    #[test]
    fn the_normal_distribution_is_close_everywhere() {
        for i in -12_000..12_000 {
            let x = f64::from(i as f32 * 1e-3);
            let (below, density) = normal_f32(x as f32);
            let want = libm::erfc(-x / std::f64::consts::SQRT_2) / 2.0;
            assert!((f64::from(below) - want).abs() <= 2.5e-7, "{x}: {below} instead of {want}");
            let want = (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt();
            assert!(
                (f64::from(density) - want).abs() <= want * 2e-5 + 1e-38,
                "{x}: {density} instead of {want}"
            );
        }
        assert!(normal_f32(f32::NAN).0.is_nan());
        assert_eq!(normal_f32(f32::INFINITY), (1.0, 0.0));
        assert_eq!(normal_f32(f32::NEG_INFINITY), (0.0, 0.0));
    }
}
