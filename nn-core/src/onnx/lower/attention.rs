//! Attention: `softmax(q · kᵀ · scale + mask) · v`

use super::super::builder::Builder;
use super::super::proto::Attribute;
use super::{Call, Results, Size};
use crate::operation::Heads;
use crate::storage::Number;

pub(super) fn attention(
    b: &mut Builder,
    call: &Call<'_>,
    layout: Heads,
    scale: f64,
    causal: bool,
) -> Results {
    let q = heads(b, call, 0, layout, false)?;
    let k = heads(b, call, 1, layout, true)?;
    let v = heads(b, call, 2, layout, false)?;
    let scores = b.op("MatMul", &[&q, &k]);
    let scale = b.scalar(call.dtype(), scale);
    let mut scores = b.op("Mul", &[&scores, &scale]);
    if causal {
        let mask = causal_mask(b, call, layout);
        scores = b.op("Add", &[&scores, &mask]);
    }
    if let Some(mask) = call.operands.get(3) {
        scores = b.op("Add", &[&scores, mask]);
    }
    let weights = b.set("Softmax", &[&scores], &[("axis", Attribute::Int(-1))]);
    let y = b.op("MatMul", &[&weights, &v]);
    let y = match layout {
        Heads::Apart => return call.one(y),
        Heads::BatchFirst(_) => b.transpose(&y, &[0, 2, 1, 3]),
        Heads::LengthFirst(_) => b.transpose(&y, &[2, 0, 1, 3]),
    };
    call.one(b.reshape(&y, &call.node.shape))
}

/// Queries, keys or values as `[batch, heads, length, size]`, or with the last two axes exchanged.
fn heads(
    b: &mut Builder,
    call: &Call<'_>,
    i: usize,
    layout: Heads,
    transposed: bool,
) -> Result<String, String> {
    let (x, count, axes) = match layout {
        Heads::Apart if !transposed => return Ok(call.x(i).to_owned()),
        Heads::Apart => return Ok(b.transpose(call.x(i), &[0, 1, 3, 2])),
        Heads::BatchFirst(count) => (call.x(i), count, if transposed { [0, 2, 3, 1] } else { [0, 2, 1, 3] }),
        Heads::LengthFirst(count) => (call.x(i), count, if transposed { [1, 2, 3, 0] } else { [1, 2, 0, 3] }),
    };
    let shape = call.shape(i);
    let size = call.fixed(shape[2], "the number of features")? / count;
    let x = b.reshape(x, &[shape[0], shape[1], Size::of(count), Size::of(size)]);
    Ok(b.transpose(&x, &axes))
}

/// Minus infinity for the keys behind a query.
fn causal_mask(b: &mut Builder, call: &Call<'_>, layout: Heads) -> String {
    let axis = match layout {
        Heads::Apart => 2,
        Heads::BatchFirst(_) => 1,
        Heads::LengthFirst(_) => 0,
    };
    let (queries, keys) = (call.shape(0)[axis], call.shape(1)[axis]);
    let (Some(queries), Some(keys)) = (queries.get(), keys.get()) else {
        let all = b.full(&[queries, keys], call.dtype(), Number::Float(f64::NEG_INFINITY));
        return b.triangle(&all, true, 1);
    };
    let score = |at: usize| if at % keys > at / keys { f64::NEG_INFINITY } else { 0.0 };
    let scores: Vec<f64> = (0..queries * keys).map(score).collect();
    b.floats(&[queries, keys], call.dtype(), &scores)
}
