//! Losses of two numbers, and their derivatives by either.

use super::activation::sigmoid;
use super::elementwise::{zip, zip_into};
use crate::storage::{Float, scratch};

/// A loss of an element `x` of an input and an element `t` of its target.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Pointwise {
    /// `(x − t)²`
    Squared,
    /// `|x − t|`
    Absolute,
    /// With `d = |x − t|`: `d²/(2·beta)` where `d < beta`, else `d − beta/2`.
    SmoothL1 {
        /// Below which difference the loss is quadratic.
        beta: f64,
    },
    /// With `d = |x − t|`: `d²/2` where `d < delta`, else `delta·(d − delta/2)`.
    Huber {
        /// Below which difference the loss is quadratic.
        delta: f64,
    },
    /// `ln(1 + e^(−t·x))`
    SoftMargin,
    /// `x` where `t` is not −1, and `max(0, margin − x)` where it is not 1.
    HingeEmbedding {
        /// How far apart is far enough.
        margin: f64,
    },
    /// `eˣ − t·x`
    PoissonOfLogs,
    /// `x − t·ln(x + eps)`
    Poisson {
        /// What keeps the logarithm finite.
        eps: f64,
    },
    /// `t·ln t − t + ln(2π·t)/2` where `t > 1`, else 0: Stirling's approximation of `ln t!`
    Stirling,
    /// `−(t·ln x + (1 − t)·ln(1 − x))`
    Entropy,
    /// The same of the logistic function of `x`.
    EntropyOfLogits,
    /// `t·ln(1 + e⁻ˣ)`
    Positive,
    /// `(1 − t)·ln(1 + eˣ)`
    Negative,
    /// `t·(ln t − x)`
    Divergence,
    /// `eᵗ·(t − x)`
    LogDivergence,
}

/// 0 at 0, unlike `signum`.
#[inline(always)]
fn sign<A: Float>(x: A) -> A {
    if x == A::zero() { x } else { x.signum() }
}

/// The logarithm, which is not less than −100. NaN stays NaN.
#[inline(always)]
fn clamped_ln<A: Float>(x: A) -> A {
    let (ln, least) = (x.ln(), A::of(-100.0));
    if ln < least { least } else { ln }
}

/// `ln(1 + e^−|x|)`: what `ln(1 + eˣ)` has beyond `max(x, 0)`.
#[inline(always)]
fn beyond<A: Float>(x: A) -> A {
    (-x.abs()).exp_fast().ln_1p()
}

/// `ln(1 + eˣ)`, without overflow.
#[inline(always)]
fn softplus<A: Float>(x: A) -> A {
    x.max(A::zero()) + beyond(x)
}

/// The loss and its derivatives, each as a closure of `x` and `t` that is always inlined.
macro_rules! functions {
    ($function:expr, $A:ident, |$value:ident, $by_input:ident, $by_target:ident| $use:expr) => {{
        macro_rules! with {
            (|$x:ident, $t:ident| $v:expr, $i:expr, $d:expr) => {{
                let $value = {
                    #[inline(always)]
                    move |$x: $A, $t: $A| $v
                };
                let $by_input = {
                    #[inline(always)]
                    move |$x: $A, $t: $A| $i
                };
                let $by_target = {
                    #[inline(always)]
                    move |$x: $A, $t: $A| $d
                };
                $use
            }};
        }
        let (zero, one, two) = ($A::zero(), $A::one(), $A::of(2.0));
        match $function {
            Pointwise::Squared => with!(|x, t| (x - t) * (x - t), two * (x - t), two * (t - x)),
            Pointwise::Absolute => with!(|x, t| (x - t).abs(), sign(x - t), sign(t - x)),
            Pointwise::SmoothL1 { beta } => {
                let (beta, half) = ($A::of(beta), $A::of(0.5));
                let slope = move |d: $A| if d.abs() < beta { d / beta } else { sign(d) };
                let value = move |d: $A| if d < beta { half * d * d / beta } else { d - half * beta };
                with!(|x, t| value((x - t).abs()), slope(x - t), -slope(x - t))
            }
            Pointwise::Huber { delta } => {
                let (delta, half) = ($A::of(delta), $A::of(0.5));
                let slope = move |d: $A| if d.abs() < delta { d } else { delta * sign(d) };
                let value = move |d: $A| if d < delta { half * d * d } else { delta * (d - half * delta) };
                with!(|x, t| value((x - t).abs()), slope(x - t), -slope(x - t))
            }
            Pointwise::SoftMargin => {
                with!(|x, t| softplus(-t * x), -t * sigmoid(-t * x), -x * sigmoid(-t * x))
            }
            Pointwise::HingeEmbedding { margin } => {
                let margin = $A::of(margin);
                let far = move |x: $A| if x < margin { margin - x } else { zero };
                with!(
                    |x, t| if t == -one { zero } else { x } + if t == one { zero } else { far(x) },
                    if t == -one { zero } else { one } - if t == one || x > margin { zero } else { one },
                    {
                        let _ = (x, t);
                        zero
                    }
                )
            }
            Pointwise::PoissonOfLogs => with!(|x, t| x.exp_fast() - t * x, x.exp_fast() - t, {
                let _ = t;
                -x
            }),
            Pointwise::Poisson { eps } => {
                let eps = $A::of(eps);
                with!(|x, t| x - t * (x + eps).ln(), one - t / (x + eps), {
                    let _ = t;
                    -(x + eps).ln()
                })
            }
            Pointwise::Stirling => {
                let (half, circle) = ($A::of(0.5), $A::of(std::f64::consts::TAU));
                with!(
                    |_x, t| if t > one { t * t.ln() - t + half * (circle * t).ln() } else { zero },
                    {
                        let _ = t;
                        zero
                    },
                    {
                        if t > one { t.ln() + half / t } else { zero }
                    }
                )
            }
            Pointwise::Entropy => with!(
                |x, t| -(t * clamped_ln(x) + (one - t) * clamped_ln(one - x)),
                // PyTorch's, which divides by no less than 1e-12.
                (x - t) / (x * (one - x)).max($A::of(1e-12)),
                {
                    let _ = t;
                    clamped_ln(one - x) - clamped_ln(x)
                }
            ),
            Pointwise::EntropyOfLogits => with!(
                // The large numbers first: beside them, what little a confident answer costs would be rounded away.
                |x, t| x * (if x > zero { one } else { zero } - t) + beyond(x),
                sigmoid(x) - t,
                {
                    let _ = t;
                    -x
                }
            ),
            Pointwise::Positive => with!(|x, t| t * softplus(-x), -t * sigmoid(-x), {
                let _ = t;
                softplus(-x)
            }),
            Pointwise::Negative => with!(|x, t| (one - t) * softplus(x), (one - t) * sigmoid(x), {
                let _ = t;
                -softplus(x)
            }),
            Pointwise::Divergence => with!(
                |x, t| if t == zero { t } else { t * t.ln() } - t * x,
                {
                    let _ = x;
                    -t
                },
                if t == zero { t } else { t.ln() + one } - x
            ),
            Pointwise::LogDivergence => with!(
                |x, t| t.exp_fast() * (t - x),
                {
                    let _ = x;
                    -t.exp_fast()
                },
                t.exp_fast() * (t - x + one)
            ),
        }
    }};
}

impl Pointwise {
    /// The loss of each pair of elements.
    pub(super) fn losses<A: Float>(self, x: &[A], t: &[A]) -> Vec<A> {
        let mut losses = scratch(x.len());
        functions!(self, A, |value, _by_input, _by_target| zip_into(x, t, &mut losses, value));
        losses
    }

    /// `dy` times the derivatives by `x`, in place of `x`.
    pub(super) fn by_input_in_place<A: Float>(self, x: &mut [A], t: &[A], dy: A) {
        functions!(self, A, |_value, by_input, _by_target| zip(x, t, move |x, t| dy * by_input(x, t)));
    }

    /// `dy` times the derivatives by `x`.
    pub(super) fn by_input<A: Float>(self, x: &[A], t: &[A], dy: A) -> Vec<A> {
        let mut dx = scratch(x.len());
        functions!(self, A, |_value, by_input, _by_target| {
            zip_into(x, t, &mut dx, move |x, t| dy * by_input(x, t))
        });
        dx
    }

    /// `dy` times the derivatives by `t`.
    pub(super) fn by_target<A: Float>(self, x: &[A], t: &[A], dy: A) -> Vec<A> {
        let mut dt = scratch(t.len());
        functions!(self, A, |_value, _by_input, by_target| {
            zip_into(x, t, &mut dt, move |x, t| dy * by_target(x, t))
        });
        dt
    }

    /// The derivatives by `x` or by `t`, times `dy`, which has one element or as many as there are.
    pub(crate) fn backward<A: Float>(self, x: &[A], t: &[A], dy: &[A], by_target: bool) -> Vec<A> {
        let slopes = |dy| if by_target { A::by_target(self, x, t, dy) } else { A::by_input(self, x, t, dy) };
        match dy {
            [dy] => slopes(*dy),
            _ => {
                let mut slopes = slopes(A::one());
                zip(&mut slopes, dy, |slope, dy| slope * dy);
                slopes
            }
        }
    }
}
