//! Images by other pixels.

use super::super::builder::Builder;
use super::super::proto::Attribute;
use super::{Call, Made, Results, Size};
use crate::kernels::grid_sample::{Outside, Sampling};
use crate::kernels::resample::Taps;
use crate::shape::Window;
use crate::storage::Dtype;

/// Each element along an axis as a sum of those before: `shares` has a row of them for each.
pub(super) fn along(
    b: &mut Builder,
    dtype: Dtype,
    x: &str,
    [rank, axis]: [usize; 2],
    shares: &[f64],
    size: usize,
) -> String {
    let to = shares.len().checked_div(size).unwrap_or(0);
    let columns: Vec<f64> = (0..size * to).map(|at| shares[at % to * size + at / to]).collect();
    let matrix = b.floats(&[size, to], dtype, &columns);
    let mut axes: Vec<usize> = (0..rank).collect();
    axes.swap(axis, rank - 1);
    let is_last = axis == rank - 1;
    let x = if is_last { x.to_owned() } else { b.transpose(x, &axes) };
    let y = b.op("MatMul", &[&x, &matrix]);
    if is_last { y } else { b.transpose(&y, &axes) }
}

/// One axis after the other; the nearest element is taken, others are added up.
pub(super) fn interpolate(b: &mut Builder, call: &Call<'_>, taps: &[Taps]) -> Results {
    let (rank, mut x) = (call.rank(0), call.x(0).to_owned());
    for (taps, axis) in taps.iter().zip(rank - taps.len()..) {
        let single: Option<Vec<i64>> = taps.iter().map(single).collect();
        x = match single {
            Some(places) if places.iter().copied().eq(0..taps.size() as i64) => x,
            Some(places) => b.gather(&x, axis, &[places.len()], &places),
            None => along(b, call.dtype(), &x, [rank, axis], &shares(taps), taps.size()),
        };
    }
    call.one(x)
}

fn single(taps: &[(usize, f64)]) -> Option<i64> {
    match taps {
        [(place, 1.0)] => Some(*place as i64),
        _ => None,
    }
}

fn shares(taps: &Taps) -> Vec<f64> {
    let mut shares = vec![0.0; taps.iter().len() * taps.size()];
    for (i, taps_of) in taps.iter().enumerate() {
        taps_of.iter().for_each(|&(place, share)| shares[i * taps.size() + place] += share);
    }
    shares
}

pub(super) fn grid_sample(b: &mut Builder, call: &Call<'_>, sampling: Sampling) -> Results {
    let outside = match sampling.outside {
        Outside::Zeros => "zeros",
        Outside::Border => "border",
        Outside::Reflection => "reflection",
    };
    let attributes = [
        ("mode", Attribute::Text(if sampling.nearest { "nearest" } else { "bilinear" })),
        ("padding_mode", Attribute::Text(outside)),
        ("align_corners", Attribute::Int(sampling.align_corners.into())),
    ];
    call.one(b.set("GridSample", &[call.x(0), call.x(1)], &attributes))
}

/// For each axis the elements of each patch, then the patches side by side.
pub(super) fn unfold(b: &mut Builder, call: &Call<'_>, windows: &[Window; 2]) -> Results {
    let shape = call.shape(0);
    let pads: Vec<i64> = [0, 1]
        .iter()
        .flat_map(|&side| [0, 0, windows[0].padding[side] as i64, windows[1].padding[side] as i64])
        .collect();
    let mut x = call.x(0).to_owned();
    if pads.iter().any(|&pad| pad > 0) {
        let pads = b.ints(&pads);
        x = b.op("Pad", &[&x, &pads]);
    }
    let mut counts = [0; 2];
    for (i, (window, axis)) in windows.iter().zip([2, 4]).enumerate() {
        let size = call.fixed(shape[2 + i], "an image")?;
        counts[i] = window.output(size).ok_or("there is no patch")?;
        let place =
            |k: usize| (0..counts[i]).map(move |at| (at * window.stride + k * window.dilation) as i64);
        let places: Vec<i64> = (0..window.kernel).flat_map(place).collect();
        x = b.gather(&x, axis, &[window.kernel, counts[i]], &places);
    }
    let name = b.transpose(&x, &[0, 1, 2, 4, 3, 5]);
    let sizes = [windows[0].kernel, windows[1].kernel, counts[0], counts[1]].map(Size::of);
    Ok(vec![Made { name, shape: [&shape[..2], &sizes].concat() }])
}

pub(super) fn fold(b: &mut Builder, call: &Call<'_>, windows: &[Window; 2]) -> Results {
    let each = |of: fn(&Window) -> usize| windows.iter().map(|window| of(window) as i64).collect::<Vec<_>>();
    let (image, patch) = (b.shape_of(&call.node.shape[2..]), b.ints(&each(|window| window.kernel)));
    let pads = [each(|window| window.padding[0]), each(|window| window.padding[1])].concat();
    let attributes = [
        ("dilations", Attribute::Ints(each(|window| window.dilation))),
        ("pads", Attribute::Ints(pads)),
        ("strides", Attribute::Ints(each(|window| window.stride))),
    ];
    call.one(b.set("Col2Im", &[call.x(0), &image, &patch], &attributes))
}
