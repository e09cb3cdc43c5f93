//! Functions of single elements and their backward passes.

use super::activation as of;
use super::elementwise::{map, map_into, zip, zip_into};
use crate::storage::{Float, scratch};

/// A function of single elements. Settings are in `f64`, which holds those of every element type.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
#[allow(
    missing_docs,
    reason = "each variant is the operation of its name, its fields are that operation's arguments"
)]
pub enum Unary {
    Relu,
    LeakyRelu {
        negative_slope: f64,
    },
    Elu {
        alpha: f64,
    },
    Sigmoid,
    Tanh,
    Silu,
    Gelu,
    GeluTanh,
    Softplus {
        beta: f64,
        threshold: f64,
    },
    Hardtanh {
        min: f64,
        max: f64,
    },
    Celu {
        alpha: f64,
    },
    Selu,
    Mish,
    Hardswish,
    Hardsigmoid,
    Hardshrink {
        lambd: f64,
    },
    Softshrink {
        lambd: f64,
    },
    Softsign,
    Tanhshrink,
    LogSigmoid,
    Threshold {
        threshold: f64,
        value: f64,
    },
    Exp,
    Ln,
    Sqrt,
    Abs,
    Powf {
        exponent: f64,
    },
    Powi {
        exponent: i32,
    },
    Sin,
    Cos,
    /// `1 / √x`
    Rsqrt,
    Sign,
    /// To the nearest whole number, of two the even one.
    Round,
    Floor,
    Ceil,
    Clamp {
        min: f64,
        max: f64,
    },
    /// `x + shift`
    Shift {
        shift: f64,
    },
    /// `x · scale`
    Scale {
        scale: f64,
    },
    /// `x · scale + shift`
    Affine {
        scale: f64,
        shift: f64,
    },
    /// `x / divisor`
    Divide {
        divisor: f64,
    },
    /// `dividend / x`
    Reciprocal {
        dividend: f64,
    },
    /// `−x`
    Negate,
}

/// `value` is the function, `backward` takes the gradient of its result and what was kept: the argument or the result, as
/// [`Unary::keeps_result`] says. Each as a closure that is always inlined: one that the compiler leaves outside of the
/// vectorised loop is a hundred times slower.
macro_rules! functions {
    ($function:expr, $A:ident, |$value:ident, $backward:ident| $use:expr) => {{
        macro_rules! with {
            ($v:expr, $b:expr) => {{
                let ($value, $backward) = ($v, $b);
                $use
            }};
        }
        macro_rules! inlined {
            (|$x:ident| $body:expr) => {
                #[inline(always)]
                move |$x: $A| $body
            };
            (|$dy:ident, $x:ident| $body:expr) => {
                #[inline(always)]
                move |$dy: $A, $x: $A| $body
            };
        }
        let (zero, one) = ($A::zero(), $A::one());
        match $function {
            // Written so that NaN stays NaN.
            Unary::Relu => with!(
                inlined!(|x| if x < zero { zero } else { x }),
                inlined!(|dy, y| if y > zero { dy } else { zero })
            ),
            Unary::LeakyRelu { negative_slope } => {
                let slope = $A::of(negative_slope);
                with!(
                    inlined!(|x| if x > zero { x } else { x * slope }),
                    inlined!(|dy, x| dy * if x > zero { one } else { slope })
                )
            }
            Unary::Elu { alpha } => {
                let alpha = $A::of(alpha);
                with!(inlined!(|x| of::elu(alpha)(x)), inlined!(|dy, x| dy * of::elu_derivative(alpha)(x)))
            }
            Unary::Sigmoid => with!(inlined!(|x| of::sigmoid(x)), inlined!(|dy, y| dy * (y * (one - y)))),
            Unary::Tanh => with!(inlined!(|x| of::tanh(x)), inlined!(|dy, y| dy * (one - y * y))),
            Unary::Silu => with!(inlined!(|x| of::silu(x)), inlined!(|dy, x| dy * of::silu_derivative(x))),
            Unary::Gelu => with!(inlined!(|x| of::gelu(x)), inlined!(|dy, x| dy * of::gelu_derivative(x))),
            Unary::GeluTanh => {
                with!(inlined!(|x| of::gelu_tanh(x)), inlined!(|dy, x| dy * of::gelu_tanh_derivative(x)))
            }
            Unary::Softplus { beta, threshold } => {
                let (beta, threshold) = ($A::of(beta), $A::of(threshold));
                with!(
                    inlined!(|x| of::softplus(beta, threshold)(x)),
                    inlined!(|dy, x| dy * of::softplus_derivative(beta, threshold)(x))
                )
            }
            Unary::Hardtanh { min, max } => {
                let (min, max) = ($A::of(min), $A::of(max));
                with!(
                    inlined!(|x| if x < min {
                        min
                    } else if x > max {
                        max
                    } else {
                        x
                    }),
                    inlined!(|dy, x| dy * if x > min && x < max { one } else { zero })
                )
            }
            Unary::Celu { alpha } => {
                let alpha = $A::of(alpha);
                with!(inlined!(|x| of::celu(alpha)(x)), inlined!(|dy, x| dy * of::celu_derivative(alpha)(x)))
            }
            Unary::Selu => with!(inlined!(|x| of::selu(x)), inlined!(|dy, x| dy * of::selu_derivative(x))),
            Unary::Mish => with!(inlined!(|x| of::mish(x)), inlined!(|dy, x| dy * of::mish_derivative(x))),
            Unary::Hardswish => {
                with!(
                    inlined!(|x| x * of::hardsigmoid(x)),
                    inlined!(|dy, x| dy * of::hardswish_derivative(x))
                )
            }
            Unary::Hardsigmoid => {
                with!(inlined!(|x| of::hardsigmoid(x)), inlined!(|dy, x| dy * of::hardsigmoid_derivative(x)))
            }
            Unary::Hardshrink { lambd } => {
                let lambd = $A::of(lambd);
                with!(
                    // Written so that NaN stays NaN.
                    inlined!(|x| if x.abs() <= lambd { zero } else { x }),
                    inlined!(|dy, x| if x.abs() <= lambd { zero } else { dy })
                )
            }
            Unary::Softshrink { lambd } => {
                let lambd = $A::of(lambd);
                with!(
                    inlined!(|x| if x.abs() <= lambd { zero } else { x - lambd.copysign(x) }),
                    inlined!(|dy, x| if x.abs() <= lambd { zero } else { dy })
                )
            }
            Unary::Softsign => with!(inlined!(|x| x / (one + x.abs())), {
                inlined!(|dy, x| dy / ((one + x.abs()) * (one + x.abs())))
            }),
            Unary::Tanhshrink => {
                with!(inlined!(|x| x - of::tanh(x)), inlined!(|dy, x| dy * (of::tanh(x) * of::tanh(x))))
            }
            Unary::LogSigmoid => {
                with!(inlined!(|x| of::log_sigmoid(x)), inlined!(|dy, x| dy * of::sigmoid(-x)))
            }
            Unary::Threshold { threshold, value } => {
                let (threshold, value) = ($A::of(threshold), $A::of(value));
                with!(
                    inlined!(|x| if x <= threshold { value } else { x }),
                    inlined!(|dy, x| if x <= threshold { zero } else { dy })
                )
            }
            Unary::Exp => with!(inlined!(|x| x.exp_fast()), inlined!(|dy, y| dy * y)),
            Unary::Ln => with!(inlined!(|x| x.ln()), inlined!(|dy, x| dy * x.recip())),
            Unary::Sqrt => with!(inlined!(|x| x.sqrt()), inlined!(|dy, y| dy * ($A::of(0.5) / y))),
            Unary::Abs => {
                with!(inlined!(|x| x.abs()), inlined!(|dy, x| dy * if x == zero { zero } else { x.signum() }))
            }
            Unary::Powf { exponent } => {
                let p = $A::of(exponent);
                with!(
                    inlined!(|x| x.powf(p)),
                    inlined!(|dy, x| dy * if p == zero { p } else { p * x.powf(p - one) })
                )
            }
            Unary::Powi { exponent: n } => {
                let p = $A::of(f64::from(n));
                with!(
                    inlined!(|x| x.powi(n)),
                    inlined!(|dy, x| dy * if n == 0 { zero } else { p * x.powi(n.saturating_sub(1)) })
                )
            }
            Unary::Sin => with!(inlined!(|x| x.sin()), inlined!(|dy, x| dy * x.cos())),
            Unary::Cos => with!(inlined!(|x| x.cos()), inlined!(|dy, x| dy * -x.sin())),
            Unary::Clamp { min, max } => {
                let unbounded = min.is_nan() || max.is_nan();
                let (min, max) = ($A::of(min), $A::of(max));
                with!(
                    // Written so that NaN stays NaN.
                    inlined!(|x| {
                        let x = if x < min { min } else { x };
                        let x = if x > max { max } else { x };
                        if unbounded { $A::nan() } else { x }
                    }),
                    inlined!(|dy, x| dy * if x >= min && x <= max { one } else { zero })
                )
            }
            Unary::Rsqrt => {
                with!(inlined!(|x| x.sqrt().recip()), inlined!(|dy, y| dy * ($A::of(-0.5) * (y * y * y))))
            }
            // Written so that NaN stays NaN.
            Unary::Sign => with!(
                inlined!(|x| if x > zero {
                    one
                } else if x < zero {
                    -one
                } else {
                    x
                }),
                inlined!(|_dy, _x| zero)
            ),
            Unary::Round => with!(inlined!(|x| of::round(x)), inlined!(|_dy, _x| zero)),
            Unary::Floor => with!(inlined!(|x| x.floor()), inlined!(|_dy, _x| zero)),
            Unary::Ceil => with!(inlined!(|x| x.ceil()), inlined!(|_dy, _x| zero)),
            Unary::Shift { shift } => {
                let shift = $A::of(shift);
                with!(inlined!(|x| x + shift), inlined!(|dy, _x| dy))
            }
            Unary::Scale { scale } => {
                let scale = $A::of(scale);
                with!(inlined!(|x| x * scale), inlined!(|dy, _x| dy * scale))
            }
            Unary::Affine { scale, shift } => {
                let (scale, shift) = ($A::of(scale), $A::of(shift));
                with!(inlined!(|x| x * scale + shift), inlined!(|dy, _x| dy * scale))
            }
            Unary::Divide { divisor } => {
                let divisor = $A::of(divisor);
                with!(inlined!(|x| x / divisor), inlined!(|dy, _x| dy / divisor))
            }
            Unary::Reciprocal { dividend } => {
                let dividend = $A::of(dividend);
                with!(inlined!(|x| dividend / x), inlined!(|dy, x| dy * (-dividend / (x * x))))
            }
            Unary::Negate => with!(inlined!(|x| -x), inlined!(|dy, _x| -dy)),
        }
    }};
}

impl Unary {
    /// Whether the backward pass needs the result. If not, it needs the argument.
    pub fn keeps_result(self) -> bool {
        matches!(self, Unary::Relu | Unary::Sigmoid | Unary::Tanh | Unary::Exp | Unary::Sqrt | Unary::Rsqrt)
    }

    /// `f(x)` in place of `x`.
    pub(super) fn map<A: Float>(self, x: &mut [A]) {
        functions!(self, A, |value, _backward| map(x, value));
    }

    /// `f(x)`.
    pub(super) fn map_into_new<A: Float>(self, x: &[A]) -> Vec<A> {
        let mut y = scratch(x.len());
        self.map_into(x, &mut y);
        y
    }

    /// `f(x)` in the place of what was in `y`.
    pub(super) fn map_into<A: Float>(self, x: &[A], y: &mut [A]) {
        functions!(self, A, |value, _backward| map_into(x, y, value));
    }

    /// The gradient of the argument in place of that of the result.
    pub(super) fn map_backward<A: Float>(self, dy: &mut [A], kept: &[A]) {
        functions!(self, A, |_value, backward| zip(dy, kept, backward));
    }

    /// The gradient of the argument in the place of what was in `dx`.
    pub(super) fn map_backward_into<A: Float>(self, dy: &[A], kept: &[A], dx: &mut [A]) {
        functions!(self, A, |_value, backward| zip_into(dy, kept, dx, backward));
    }
}
