//! Windows over the last axes.

use super::super::builder::Builder;
use super::super::proto::Attribute;
use super::super::size::product;
use super::super::windows::Settings;
use super::resample::along;
use super::{Call, Made, Results, Size};
use crate::kernels::windows::Windows;
use crate::operation::Chosen;
use crate::storage::Number;

pub(super) fn pool(b: &mut Builder, call: &Call<'_>, chosen: Chosen, windows: &[Windows]) -> Results {
    let Some(settings) = Settings::of(chosen, windows) else {
        return call.one(each_axis(b, call, chosen, windows));
    };
    // ONNX pools batches of channels, and nothing else.
    let (shape, axes) = (call.shape(0), windows.len());
    let outer = &shape[..shape.len() - axes];
    let outer = match outer {
        [_, _] => outer.to_vec(),
        _ => vec![Size::ONE, product(outer).ok_or("two axes go with one open size")?],
    };
    let x = match outer == shape[..shape.len() - axes] {
        true => call.x(0).to_owned(),
        false => b.reshape(call.x(0), &[&outer, &shape[shape.len() - axes..]].concat()),
    };
    let inner = &shape[shape.len() - axes..];
    let shape = [&outer, &call.node.shape[call.node.shape.len() - axes..]].concat();
    let made = |name: String| Made { name, shape: shape.clone() };
    let attributes = match settings {
        Settings::Whole => return Ok(vec![made(b.op("GlobalAveragePool", &[&x]))]),
        Settings::Sliding(attributes) => attributes,
    };
    match chosen {
        Chosen::Mean => Ok(vec![made(b.set("AveragePool", &[&x], &attributes))]),
        Chosen::Max => {
            let results = b.several("MaxPool", &[&x], &attributes, 2);
            // ONNX counts from the first element of all, we from the first of the channel.
            let size = product(inner).ok_or("two axes go with one open size")?;
            let size = b.shape_of(&[size]);
            let place = b.op("Mod", &[&results[1], &size]);
            Ok(vec![made(results[0].clone()), made(place)])
        }
    }
}

/// Windows of any kind, one axis after the other.
fn each_axis(b: &mut Builder, call: &Call<'_>, chosen: Chosen, windows: &[Windows]) -> String {
    let (rank, mut x) = (call.rank(0), call.x(0).to_owned());
    for (windows, axis) in windows.iter().zip(rank - windows.len()..) {
        x = match chosen {
            Chosen::Mean => along(b, call.dtype(), &x, [rank, axis], &shares(windows), windows.size),
            Chosen::Max => greatest(b, &x, axis, windows),
        };
    }
    x
}

/// What of each element goes into each mean.
fn shares(windows: &Windows) -> Vec<f64> {
    let mut shares = vec![0.0; windows.len() * windows.size];
    for (i, (range, &divisor)) in windows.ranges.iter().zip(&windows.divisors).enumerate() {
        for k in range.clone().step_by(windows.step) {
            shares[i * windows.size + k] = 1.0 / divisor as f64;
        }
    }
    shares
}

/// The elements of each window along an axis of their own, the first as often as needed, and then the greatest of them.
fn greatest(b: &mut Builder, x: &str, axis: usize, windows: &Windows) -> String {
    let places = windows.ranges.iter().map(|range| range.clone().step_by(windows.step).collect::<Vec<_>>());
    let places: Vec<Vec<usize>> = places.collect();
    let most = places.iter().map(Vec::len).max().unwrap_or(0);
    let filled = |places: &Vec<usize>| {
        (0..most).map(|k| places.get(k).or(places.first()).map_or(0, |&at| at as i64)).collect::<Vec<_>>()
    };
    let indices: Vec<i64> = places.iter().flat_map(filled).collect();
    let elements = b.gather(x, axis, &[places.len(), most], &indices);
    b.reduce("ReduceMax", &elements, &[axis as i64 + 1], false)
}

/// The elements in their places on planes of zeros.
pub(super) fn max_unpool(b: &mut Builder, call: &Call<'_>, axes: usize) -> Results {
    let outer = call.rank(0) - axes;
    let flat = |shape: &[Size]| {
        let size = product(&shape[outer..]).ok_or("two axes go with one open size")?;
        Ok::<_, String>([&shape[..outer], &[size]].concat())
    };
    let (from, to) = (flat(call.shape(0))?, flat(&call.node.shape)?);
    let (x, places) = (b.reshape(call.x(0), &from), b.reshape(call.x(1), &from));
    let zeros = b.full(&to, call.dtype(), Number::Float(0.0));
    let attributes = [("axis", Attribute::Int(outer as i64))];
    let name = b.set("ScatterElements", &[&zeros, &places, &x], &attributes);
    Ok(vec![Made { name, shape: to }])
}
