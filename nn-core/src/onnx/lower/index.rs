//! Elements by their indices.

use super::super::builder::Builder;
use super::super::proto::Attribute;
use super::{Call, Made, Results, Size};
use crate::storage::Number;

pub(super) fn embedding(b: &mut Builder, call: &Call<'_>) -> Results {
    let name = b.set("Gather", &[call.x(0), call.x(1)], &[("axis", Attribute::Int(0))]);
    let shape = [call.shape(1), &call.shape(0)[1..]].concat();
    Ok(vec![Made { name, shape }])
}

pub(super) fn select(b: &mut Builder, call: &Call<'_>, axis: usize) -> Results {
    call.one(b.set("Gather", &[call.x(0), call.x(1)], &[("axis", Attribute::Int(axis as i64))]))
}

pub(super) fn gather(b: &mut Builder, call: &Call<'_>, axis: usize) -> Results {
    call.one(b.set("GatherElements", &[call.x(0), call.x(1)], &[("axis", Attribute::Int(axis as i64))]))
}

pub(super) fn scatter(b: &mut Builder, call: &Call<'_>, axis: usize, add: bool) -> Results {
    let mut attributes = vec![("axis", Attribute::Int(axis as i64))];
    if add {
        attributes.push(("reduction", Attribute::Text("add")));
    }
    call.one(b.set("ScatterElements", &[call.x(0), call.x(2), call.x(1)], &attributes))
}

pub(super) fn one_hot(b: &mut Builder, call: &Call<'_>, classes: usize) -> Results {
    let depth = b.int_tensor(&[], &[classes as i64]);
    let values = b.numbers(&[2], call.dtype(), &[Number::Whole(0), Number::Whole(1)]);
    let name = b.op("OneHot", &[call.x(0), &depth, &values]);
    let shape = [call.shape(0), &[Size::of(classes)]].concat();
    Ok(vec![Made { name, shape }])
}
