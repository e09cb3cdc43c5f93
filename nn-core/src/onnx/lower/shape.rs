//! Parts, and the same elements in other places.

use super::super::builder::Builder;
use super::super::proto::Attribute;
use super::{Call, Results, Size};
use crate::storage::Number;

/// The elements of an axis from `start` to below `end`.
pub(super) fn slice(b: &mut Builder, x: &str, axis: usize, start: Size, end: Size) -> String {
    let (start, end, axes) = (b.shape_of(&[start]), b.shape_of(&[end]), b.ints(&[axis as i64]));
    b.op("Slice", &[x, &start, &end, &axes])
}

/// What is before the part, the part, and what is behind it.
pub(super) fn with_slice(b: &mut Builder, call: &Call<'_>, axis: usize) -> Results {
    let (whole, start) = (call.shape(0)[axis], call.node.sizes[0]);
    let end = start.plus(call.shape(1)[axis]);
    let mut pieces = vec![call.x(1).to_owned()];
    if start != Size::of(0) {
        pieces.insert(0, slice(b, call.x(0), axis, Size::of(0), start));
    }
    if end != whole {
        pieces.push(slice(b, call.x(0), axis, end, whole));
    }
    call.one(together(b, &pieces, axis))
}

fn together(b: &mut Builder, pieces: &[String], axis: usize) -> String {
    let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
    b.set("Concat", &pieces, &[("axis", Attribute::Int(axis as i64))])
}

pub(super) fn concat(b: &mut Builder, call: &Call<'_>, axis: usize) -> Results {
    call.one(together(b, &call.operands, axis))
}

pub(super) fn broadcast_to(b: &mut Builder, call: &Call<'_>) -> Results {
    let shape = b.shape_of(&call.node.shape);
    call.one(b.op("Expand", &[call.x(0), &shape]))
}

pub(super) fn pad(
    b: &mut Builder,
    call: &Call<'_>,
    sides: &[[usize; 2]],
    mode: &'static str,
    value: Number,
) -> Results {
    if mode == "wrap" {
        return wrap(b, call, sides);
    }
    let each = |side: usize| sides.iter().map(move |sides| sides[side] as i64);
    let sides: Vec<i64> = each(0).chain(each(1)).collect();
    let (sides, attribute) = (b.ints(&sides), ("mode", Attribute::Text(mode)));
    let value = b.numbers(&[], call.dtype(), &[value]);
    let mut operands = vec![call.x(0), &sides];
    if mode == "constant" {
        operands.push(&value);
    }
    call.one(b.set("Pad", &operands, &[attribute]))
}

/// The end before the beginning and the beginning behind the end, which is no mode of ONNX's before version 19.
fn wrap(b: &mut Builder, call: &Call<'_>, sides: &[[usize; 2]]) -> Results {
    let mut x = call.x(0).to_owned();
    for (axis, &[before, behind]) in sides.iter().enumerate().filter(|(_, sides)| **sides != [0, 0]) {
        let size = call.shape(0)[axis];
        let first = size.minus(Size::of(before));
        let mut pieces = vec![x.clone()];
        if before > 0 {
            pieces.insert(0, slice(b, &x, axis, first, size));
        }
        if behind > 0 {
            pieces.push(slice(b, &x, axis, Size::of(0), Size::of(behind)));
        }
        x = together(b, &pieces, axis);
    }
    call.one(x)
}

pub(super) fn triangle(b: &mut Builder, call: &Call<'_>, upper: bool, diagonal: i64) -> Results {
    call.one(b.triangle(call.x(0), upper, diagonal))
}
