//! Windows over the last axes.

use super::super::builder::Builder;
use super::super::proto::Attribute;
use super::super::size::product;
use super::resample::along;
use super::{Call, Made, Results, Size};
use crate::kernels::windows::Windows;
use crate::operation::Chosen;
use crate::shape::Window;
use crate::storage::Number;

pub(super) fn pool(b: &mut Builder, call: &Call<'_>, chosen: Chosen, windows: &[Windows]) -> Results {
    let (Some(slides), Some(attributes)) = (sliding(windows), averaged(chosen, windows)) else {
        return call.one(each_axis(b, call, chosen, windows));
    };
    // ONNX pools batches of channels, and nothing else.
    let (shape, axes) = (call.shape(0), windows.len());
    let outer = &shape[..shape.len() - axes];
    let outer = match outer {
        [_, _] => outer.to_vec(),
        _ => vec![Size::ONE, product(outer).ok_or("two axes go with the size of the batch")?],
    };
    let x = match outer == shape[..shape.len() - axes] {
        true => call.x(0).to_owned(),
        false => b.reshape(call.x(0), &[&outer, &shape[shape.len() - axes..]].concat()),
    };
    let attributes = [slides, attributes].concat();
    let shape = [&outer, &call.node.shape[call.node.shape.len() - axes..]].concat();
    let made = |name: String| Made { name, shape: shape.clone() };
    match chosen {
        Chosen::Mean => Ok(vec![made(b.set("AveragePool", &[&x], &attributes))]),
        Chosen::Max => {
            let results = b.several("MaxPool", &[&x], &attributes, 2);
            // ONNX counts from the first element of all, we from the first of the channel.
            let size = windows.iter().map(|windows| windows.size as i64).product();
            let size = b.int_tensor(&[], &[size]);
            let place = b.op("Mod", &[&results[1], &size]);
            Ok(vec![made(results[0].clone()), made(place)])
        }
    }
}

/// The settings of windows that slide, or that stand side by side.
fn sliding(windows: &[Windows]) -> Option<Vec<(&'static str, Attribute)>> {
    let slides: Vec<Window> = windows.iter().map(window).collect::<Option<_>>()?;
    let each = |of: fn(&Window) -> usize| slides.iter().map(|window| of(window) as i64).collect::<Vec<_>>();
    let pads = [each(|window| window.padding[0]), each(|window| window.padding[1])].concat();
    Some(vec![
        ("kernel_shape", Attribute::Ints(each(|window| window.kernel))),
        ("strides", Attribute::Ints(each(|window| window.stride))),
        ("pads", Attribute::Ints(pads)),
    ])
}

/// How the windows slide. What would be one more window is behind the end, so that nobody has to round up: there ONNX's
/// and PyTorch's rules differ.
fn window(windows: &Windows) -> Option<Window> {
    let (size, count) = (windows.size, windows.len());
    let Some(mut window) = windows.window else {
        let is_even = count > 0 && size > 0 && size.is_multiple_of(count);
        return is_even.then(|| Window { stride: size / count, ..Window::new(size / count) });
    };
    let reach = (count - 1) * window.stride + window.span();
    window.padding[1] = reach.saturating_sub(size + window.padding[0]);
    window.ceil_mode = false;
    // What is left over at the end is not padded.
    (window.output(size) == Some(count) && window.padding[1] < window.span()).then_some(window)
}

/// What else there is to say: the dilation of a maximum, and what an average divides by, if ONNX has a setting for it.
fn averaged(chosen: Chosen, windows: &[Windows]) -> Option<Vec<(&'static str, Attribute)>> {
    if chosen == Chosen::Max {
        let dilations = windows.iter().map(|windows| windows.step as i64).collect();
        return Some(vec![("dilations", Attribute::Ints(dilations))]);
    }
    let elements = |windows: &Windows| windows.ranges.iter().map(|range| range.len()).collect::<Vec<_>>();
    if windows.iter().all(|windows| windows.step == 1 && windows.divisors == elements(windows)) {
        return Some(vec![("count_include_pad", Attribute::Int(0))]);
    }
    let whole = |windows: &Windows| {
        let kernel = windows.window.map(|window| window.kernel);
        windows.divisors.iter().all(|&divisor| Some(divisor) == kernel)
    };
    windows.iter().all(whole).then(|| vec![("count_include_pad", Attribute::Int(1))])
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
        let size = product(&shape[outer..]).ok_or("an axis goes with the size of the batch")?;
        Ok::<_, String>([&shape[..outer], &[size]].concat())
    };
    let (from, to) = (flat(call.shape(0))?, flat(&call.node.shape)?);
    let (x, places) = (b.reshape(call.x(0), &from), b.reshape(call.x(1), &from));
    let zeros = b.full(&to, call.dtype(), Number::Float(0.0));
    let attributes = [("axis", Attribute::Int(outer as i64))];
    let name = b.set("ScatterElements", &[&zeros, &places, &x], &attributes);
    Ok(vec![Made { name, shape: to }])
}
