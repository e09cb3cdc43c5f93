//! Normalisations.

use super::super::builder::Builder;
use super::super::proto::Attribute;
use super::super::size::{Size, product};
use super::{Call, Results};
use crate::storage::Number;

/// Weight and bias, which stand behind the input where they are given; otherwise ones and zeros.
fn affine(b: &mut Builder, call: &Call<'_>, given: [bool; 2], shape: &[Size]) -> [String; 2] {
    let mut next = 1;
    [(given[0], 1.0), (given[1], 0.0)].map(|(is_given, neutral)| {
        if is_given {
            next += 1;
            return call.x(next - 1).to_owned();
        }
        b.full(shape, call.dtype(), Number::Float(neutral))
    })
}

pub(super) fn batch_norm(b: &mut Builder, call: &Call<'_>, eps: f64, given: [bool; 2]) -> Results {
    let [weight, bias] = affine(b, call, given, &call.shape(0)[1..2]);
    let count = call.operands.len();
    let operands = [call.x(0), &weight, &bias, call.x(count - 2), call.x(count - 1)];
    call.one(b.set("BatchNormalization", &operands, &[("epsilon", Attribute::Float(eps))]))
}

/// By the moments of each channel of the batch, or of each group of each sample.
pub(super) fn channel_norm(
    b: &mut Builder,
    call: &Call<'_>,
    groups: Option<usize>,
    eps: f64,
    given: [bool; 2],
) -> Results {
    let shape = call.shape(0);
    let normal = match groups {
        None => {
            let axes: Vec<i64> = (0..shape.len() as i64).filter(|&axis| axis != 1).collect();
            normalised(b, call, call.x(0), &axes, eps)
        }
        Some(groups) => {
            let size = product(&shape[1..]).ok_or("two axes go with one open size")?;
            let x = b.reshape(call.x(0), &[shape[0], Size::of(groups), size.over(groups)]);
            let normal = normalised(b, call, &x, &[2], eps);
            b.reshape(&normal, shape)
        }
    };
    let mut next = 1;
    let mut y = normal;
    for (is_given, operator) in given.into_iter().zip(["Mul", "Add"]) {
        if is_given {
            let mut channels = vec![Size::ONE; shape.len() - 1];
            channels[0] = shape[1];
            let operand = b.reshape(call.x(next), &channels);
            y = b.op(operator, &[&y, &operand]);
            next += 1;
        }
    }
    call.one(y)
}

/// `(x − E[x]) / √(Var[x] + ε)`
fn normalised(b: &mut Builder, call: &Call<'_>, x: &str, axes: &[i64], eps: f64) -> String {
    let mean = b.reduce("ReduceMean", x, axes, true);
    let centred = b.op("Sub", &[x, &mean]);
    let square = b.op("Mul", &[&centred, &centred]);
    let (variance, eps) = (b.reduce("ReduceMean", &square, axes, true), b.scalar(call.dtype(), eps));
    let sum = b.op("Add", &[&variance, &eps]);
    let root = b.op("Sqrt", &[&sum]);
    b.op("Div", &[&centred, &root])
}

pub(super) fn layer_norm(
    b: &mut Builder,
    call: &Call<'_>,
    axes: usize,
    eps: f64,
    given: [bool; 2],
) -> Results {
    let first = call.rank(0) - axes;
    let [weight, bias] = affine(b, call, given, &call.shape(0)[first..]);
    let attributes = [("axis", Attribute::Int(first as i64)), ("epsilon", Attribute::Float(eps))];
    call.one(b.set("LayerNormalization", &[call.x(0), &weight, &bias], &attributes))
}

/// Rows of the direction of `v` and the length `g`; the first operand is the layer's input.
pub(super) fn weight_norm(b: &mut Builder, call: &Call<'_>) -> Results {
    let axes: Vec<i64> = (1..call.rank(1) as i64).collect();
    let square = b.op("Mul", &[call.x(1), call.x(1)]);
    let sum = b.reduce("ReduceSum", &square, &axes, true);
    let length = b.op("Sqrt", &[&sum]);
    let factor = b.op("Div", &[call.x(2), &length]);
    call.one(b.op("Mul", &[call.x(1), &factor]))
}

/// `w / (u · w · v)`; the first operand is the layer's input.
pub(super) fn spectral_norm(b: &mut Builder, call: &Call<'_>) -> Results {
    let matrix = b.reshape(call.x(1), &[call.shape(2)[0], call.shape(3)[0]]);
    let column = b.op("MatMul", &[&matrix, call.x(3)]);
    // A product of two vectors by `MatMul` is not taken by all readers.
    let products = b.op("Mul", &[call.x(2), &column]);
    let size = b.reduce("ReduceSum", &products, &[0], false);
    call.one(b.op("Div", &[call.x(1), &size]))
}
