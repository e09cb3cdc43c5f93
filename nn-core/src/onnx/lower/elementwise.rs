//! Functions of single elements.

use super::super::builder::Builder;
use super::super::proto::{Attribute, type_of};
use super::{Call, Results};
use crate::device::{Operator, Unary};
use crate::storage::{Dtype, Number};

pub(super) fn unary(b: &mut Builder, call: &Call<'_>, f: Unary) -> Results {
    let function = Function { dtype: call.dtype(), x: call.x(0) };
    call.one(function.of(b, f))
}

/// A function of one tensor.
struct Function<'a> {
    dtype: Dtype,
    x: &'a str,
}

impl Function<'_> {
    fn of(&self, b: &mut Builder, f: Unary) -> String {
        let x = self.x;
        match f {
            Unary::Relu => b.op("Relu", &[x]),
            Unary::LeakyRelu { negative_slope } => self.alpha(b, "LeakyRelu", negative_slope),
            Unary::Elu { alpha } => self.alpha(b, "Elu", alpha),
            Unary::Celu { alpha } => self.celu(b, alpha),
            Unary::Selu => self.selu(b),
            Unary::Sigmoid => b.op("Sigmoid", &[x]),
            Unary::Tanh => b.op("Tanh", &[x]),
            Unary::Silu => self.times(b, "Sigmoid"),
            Unary::Gelu => self.gelu(b),
            Unary::GeluTanh => self.gelu_tanh(b),
            Unary::Softplus { beta, threshold } => self.softplus(b, beta, threshold),
            Unary::Hardtanh { min, max } | Unary::Clamp { min, max } => self.clip(b, min, max),
            Unary::Mish => {
                let softplus = b.op("Softplus", &[x]);
                let tanh = b.op("Tanh", &[&softplus]);
                b.op("Mul", &[x, &tanh])
            }
            Unary::Hardsigmoid => self.hardsigmoid(b),
            Unary::Hardswish => {
                let share = self.hardsigmoid(b);
                b.op("Mul", &[x, &share])
            }
            Unary::Hardshrink { lambd } => {
                let size = b.op("Abs", &[x]);
                self.where_greater(b, &size, lambd, 0.0)
            }
            Unary::Softshrink { lambd } => {
                let inside = self.clip(b, -lambd, lambd);
                b.op("Sub", &[x, &inside])
            }
            Unary::Softsign => {
                let (size, one) = (b.op("Abs", &[x]), b.scalar(self.dtype, 1.0));
                let divisor = b.op("Add", &[&size, &one]);
                b.op("Div", &[x, &divisor])
            }
            Unary::Tanhshrink => {
                let tanh = b.op("Tanh", &[x]);
                b.op("Sub", &[x, &tanh])
            }
            Unary::LogSigmoid => {
                let minus = b.op("Neg", &[x]);
                let softplus = b.op("Softplus", &[&minus]);
                b.op("Neg", &[&softplus])
            }
            Unary::Threshold { threshold, value } => self.where_greater(b, x, threshold, value),
            Unary::Exp => b.op("Exp", &[x]),
            Unary::Ln => b.op("Log", &[x]),
            Unary::Sqrt => b.op("Sqrt", &[x]),
            Unary::Abs => b.op("Abs", &[x]),
            Unary::Powf { exponent } => self.with(b, "Pow", exponent),
            Unary::Powi { exponent: 2 } => b.op("Mul", &[x, x]),
            Unary::Powi { exponent } => self.with(b, "Pow", exponent.into()),
            Unary::Sin => b.op("Sin", &[x]),
            Unary::Cos => b.op("Cos", &[x]),
            Unary::Rsqrt => {
                let root = b.op("Sqrt", &[x]);
                b.op("Reciprocal", &[&root])
            }
            Unary::Sign => b.op("Sign", &[x]),
            Unary::Round => b.op("Round", &[x]),
            Unary::Floor => b.op("Floor", &[x]),
            Unary::Ceil => b.op("Ceil", &[x]),
            Unary::Shift { shift } => self.with(b, "Add", shift),
            Unary::Scale { scale } => self.with(b, "Mul", scale),
            Unary::Affine { scale, shift } => {
                let scaled = self.with(b, "Mul", scale);
                Function { x: &scaled, ..*self }.with(b, "Add", shift)
            }
            Unary::Divide { divisor } => self.with(b, "Div", divisor),
            Unary::Reciprocal { dividend } => {
                let dividend = b.scalar(self.dtype, dividend);
                b.op("Div", &[&dividend, x])
            }
            Unary::Negate => b.op("Neg", &[x]),
        }
    }

    /// An operator of the tensor and a number.
    fn with(&self, b: &mut Builder, operator: &'static str, number: f64) -> String {
        let number = b.scalar(self.dtype, number);
        b.op(operator, &[self.x, &number])
    }

    fn alpha(&self, b: &mut Builder, operator: &'static str, alpha: f64) -> String {
        b.set(operator, &[self.x], &[("alpha", Attribute::Float(alpha))])
    }

    /// The tensor times a function of it.
    fn times(&self, b: &mut Builder, operator: &'static str) -> String {
        let factor = b.op(operator, &[self.x]);
        b.op("Mul", &[self.x, &factor])
    }

    fn clip(&self, b: &mut Builder, min: f64, max: f64) -> String {
        let (min, max) = (b.scalar(self.dtype, min), b.scalar(self.dtype, max));
        b.op("Clip", &[self.x, &min, &max])
    }

    fn hardsigmoid(&self, b: &mut Builder) -> String {
        let shifted = self.with(b, "Add", 3.0);
        let clipped = Function { x: &shifted, ..*self }.clip(b, 0.0, 6.0);
        Function { x: &clipped, ..*self }.with(b, "Div", 6.0)
    }

    /// `max(x, 0) + min(α · (exp(x / α) − 1), 0)`
    fn celu(&self, b: &mut Builder, alpha: f64) -> String {
        let scaled = self.with(b, "Div", alpha);
        let elu = Function { x: &scaled, ..*self }.alpha(b, "Elu", 1.0);
        Function { x: &elu, ..*self }.with(b, "Mul", alpha)
    }

    fn selu(&self, b: &mut Builder) -> String {
        const ALPHA: f64 = 1.673_263_242_354_377_2;
        const SCALE: f64 = 1.050_700_987_355_480_5;
        let elu = self.alpha(b, "Elu", ALPHA);
        Function { x: &elu, ..*self }.with(b, "Mul", SCALE)
    }

    /// `x / 2 · (1 + erf(x / √2))`
    fn gelu(&self, b: &mut Builder) -> String {
        let scaled = self.with(b, "Mul", std::f64::consts::FRAC_1_SQRT_2);
        let erf = b.op("Erf", &[&scaled]);
        self.half_of_one_and(b, &erf)
    }

    /// `x / 2 · (1 + tanh(√(2 / π) · (x + 0.044715 · x³)))`
    fn gelu_tanh(&self, b: &mut Builder) -> String {
        let square = b.op("Mul", &[self.x, self.x]);
        let small = Function { x: &square, ..*self }.with(b, "Mul", 0.044_715);
        let factor = Function { x: &small, ..*self }.with(b, "Add", 1.0);
        let sum = b.op("Mul", &[self.x, &factor]);
        let scale = (2.0 * std::f64::consts::FRAC_1_PI).sqrt();
        let scaled = Function { x: &sum, ..*self }.with(b, "Mul", scale);
        let tanh = b.op("Tanh", &[&scaled]);
        self.half_of_one_and(b, &tanh)
    }

    fn half_of_one_and(&self, b: &mut Builder, y: &str) -> String {
        let sum = Function { x: y, ..*self }.with(b, "Add", 1.0);
        let product = b.op("Mul", &[self.x, &sum]);
        Function { x: &product, ..*self }.with(b, "Mul", 0.5)
    }

    /// `ln(1 + exp(β · x)) / β`, and `x` where `β · x` is beyond the threshold.
    fn softplus(&self, b: &mut Builder, beta: f64, threshold: f64) -> String {
        let scaled = if beta == 1.0 { self.x.to_owned() } else { self.with(b, "Mul", beta) };
        let mut y = b.op("Softplus", &[&scaled]);
        if beta != 1.0 {
            y = Function { x: &y, ..*self }.with(b, "Div", beta);
        }
        let threshold = b.scalar(self.dtype, threshold);
        let is_beyond = b.op("Greater", &[&scaled, &threshold]);
        b.op("Where", &[&is_beyond, self.x, &y])
    }

    /// The elements where `y` is greater than a threshold, and a number elsewhere.
    fn where_greater(&self, b: &mut Builder, y: &str, threshold: f64, number: f64) -> String {
        let (threshold, number) = (b.scalar(self.dtype, threshold), b.scalar(self.dtype, number));
        let is_kept = b.op("Greater", &[y, &threshold]);
        b.op("Where", &[&is_kept, self.x, &number])
    }
}

pub(super) fn binary(b: &mut Builder, call: &Call<'_>, operator: Operator) -> Results {
    let operator = match operator {
        Operator::Add => "Add",
        Operator::Sub => "Sub",
        Operator::Mul => "Mul",
        Operator::Div => "Div",
    };
    call.one(b.op(operator, &[call.x(0), call.x(1)]))
}

pub(super) fn compare(b: &mut Builder, call: &Call<'_>, name: &str) -> Results {
    let operator = match name {
        "gt" => "Greater",
        "lt" => "Less",
        "ge" => "GreaterOrEqual",
        "le" => "LessOrEqual",
        "eq" | "ne" => "Equal",
        "&" => "And",
        "|" => "Or",
        "^" => "Xor",
        _ => return Err(format!("`{name}` has no place in ONNX")),
    };
    let mask = b.op(operator, &[call.x(0), call.x(1)]);
    call.one(if name == "ne" { b.op("Not", &[&mask]) } else { mask })
}

pub(super) fn is_finite(b: &mut Builder, call: &Call<'_>) -> Results {
    let (nan, infinite) = (b.op("IsNaN", &[call.x(0)]), b.op("IsInf", &[call.x(0)]));
    let either = b.op("Or", &[&nan, &infinite]);
    call.one(b.op("Not", &[&either]))
}

pub(super) fn cast(b: &mut Builder, call: &Call<'_>) -> Results {
    let (from, to) = (call.node.operands[0].dtype, call.dtype());
    let mut x = call.x(0).to_owned();
    // Where there are no negative numbers, they become 0.
    if from.is_float() && to == Dtype::Usize {
        let zero = b.scalar(from, 0.0);
        x = b.op("Max", &[&x, &zero]);
    }
    call.one(b.set("Cast", &[&x], &[("to", Attribute::Int(type_of(to)))]))
}

pub(super) fn masked_fill(b: &mut Builder, call: &Call<'_>, number: Number) -> Results {
    let number = b.numbers(&[], call.dtype(), &[number]);
    call.one(b.op("Where", &[call.x(1), &number, call.x(0)]))
}

/// The slopes, one for each channel, which is the axis behind the batch.
pub(super) fn prelu(b: &mut Builder, call: &Call<'_>) -> Results {
    let mut slopes = call.shape(1).to_vec();
    if call.rank(0) > 2 && slopes[0].get() != Some(1) {
        slopes.resize(call.rank(0) - 1, super::Size::ONE);
    }
    let slopes = match slopes.len() {
        1 => call.x(1).to_owned(),
        _ => b.reshape(call.x(1), &slopes),
    };
    call.one(b.op("PRelu", &[call.x(0), &slopes]))
}
