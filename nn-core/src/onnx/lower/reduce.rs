//! Sums, extrema and orders along an axis.

use super::super::builder::Builder;
use super::super::proto::Attribute;
use super::shape::slice;
use super::{Call, Made, Results, Size};
use crate::operation::Reduction;

pub(super) fn softmax(b: &mut Builder, call: &Call<'_>, axis: usize, log: bool) -> Results {
    let operator = if log { "LogSoftmax" } else { "Softmax" };
    call.one(b.set(operator, &[call.x(0)], &[("axis", Attribute::Int(axis as i64))]))
}

pub(super) fn reduce(b: &mut Builder, call: &Call<'_>, reduction: Reduction, axis: Option<usize>) -> Results {
    let (axes, keep) = match axis {
        Some(axis) => (vec![axis as i64], true),
        None => ((0..call.rank(0) as i64).collect(), false),
    };
    // Over no axis there is nothing to reduce, where ONNX would take all.
    if axes.is_empty() {
        return call.one(call.x(0).to_owned());
    }
    call.one(match reduction {
        Reduction::Sum => b.reduce("ReduceSum", call.x(0), &axes, keep),
        Reduction::Mean => b.reduce("ReduceMean", call.x(0), &axes, keep),
        Reduction::Product => b.reduce("ReduceProd", call.x(0), &axes, keep),
        Reduction::Variance => return variance(b, call, axis.unwrap_or(0)),
    })
}

/// `Σ (x − E[x])² / (n − 1)`
fn variance(b: &mut Builder, call: &Call<'_>, axis: usize) -> Results {
    let count = call.fixed(call.shape(0)[axis], "the number of elements of a variance")?;
    let axes = [axis as i64];
    let mean = b.reduce("ReduceMean", call.x(0), &axes, true);
    let centred = b.op("Sub", &[call.x(0), &mean]);
    let square = b.op("Mul", &[&centred, &centred]);
    let sum = b.reduce("ReduceSum", &square, &axes, true);
    let divisor = b.scalar(call.dtype(), count as f64 - 1.0);
    call.one(b.op("Div", &[&sum, &divisor]))
}

pub(super) fn extremum(b: &mut Builder, call: &Call<'_>, axis: usize, max: bool) -> Results {
    let (value, place) = if max { ("ReduceMax", "ArgMax") } else { ("ReduceMin", "ArgMin") };
    let value = b.reduce(value, call.x(0), &[axis as i64], true);
    let place = b.set(place, &[call.x(0)], &[("axis", Attribute::Int(axis as i64))]);
    Ok([value, place].map(|name| Made { name, shape: call.node.shape.clone() }).into())
}

pub(super) fn cumsum(b: &mut Builder, call: &Call<'_>, axis: usize) -> Results {
    let axis = b.int_tensor(&[], &[axis as i64]);
    call.one(b.op("CumSum", &[call.x(0), &axis]))
}

/// The indices of so many elements, the least or the greatest, in order.
fn order(b: &mut Builder, call: &Call<'_>, axis: usize, count: Size, greatest: bool) -> String {
    let count = b.shape_of(&[count]);
    let attributes = [("axis", Attribute::Int(axis as i64)), ("largest", Attribute::Int(greatest.into()))];
    b.several("TopK", &[call.x(0), &count], &attributes, 2).remove(1)
}

pub(super) fn argsort(b: &mut Builder, call: &Call<'_>, axis: usize, descending: bool) -> Results {
    call.one(order(b, call, axis, call.shape(0)[axis], descending))
}

pub(super) fn argmedian(b: &mut Builder, call: &Call<'_>, axis: usize) -> Results {
    let count = call.fixed(call.shape(0)[axis], "the number of elements of a median")?;
    let middle = count.div_ceil(2);
    let lower = order(b, call, axis, Size::of(middle), false);
    call.one(slice(b, &lower, axis, Size::of(middle - 1), Size::of(middle)))
}
