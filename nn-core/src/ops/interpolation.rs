//! How axes are brought to other sizes.

use crate::kernels::resample::Taps;

/// The sizes that the last `D` axes get.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Resize<const D: usize> {
    /// So many elements.
    Size([usize; D]),
    /// So many times as many elements, rounded down.
    ScaleFactor([f64; D]),
}

impl<const D: usize> From<[usize; D]> for Resize<D> {
    fn from(size: [usize; D]) -> Self {
        Resize::Size(size)
    }
}

impl<const D: usize> From<[f64; D]> for Resize<D> {
    fn from(factors: [f64; D]) -> Self {
        Resize::ScaleFactor(factors)
    }
}

impl<const D: usize> Resize<D> {
    /// What the axis, counted from the first of the `D`, becomes; None if it has or gets no elements.
    pub(crate) const fn output(&self, axis: usize, size: usize) -> Option<usize> {
        let to = match self {
            Resize::Size(sizes) => sizes[axis],
            Resize::ScaleFactor(factors) => (size as f64 * factors[axis]) as usize,
        };
        if size == 0 || to == 0 { None } else { Some(to) }
    }

    /// The shape behind, if the rank and the sizes fit.
    pub(crate) fn shape<const N: usize>(&self, mut shape: [usize; N]) -> Option<[usize; N]> {
        let first = N.checked_sub(D)?;
        for axis in 0..D {
            shape[first + axis] = self.output(axis, shape[first + axis])?;
        }
        Some(shape)
    }

    /// The factor of an axis, if it is one that was said.
    pub(super) fn factor(&self, axis: usize) -> Option<f64> {
        match self {
            Resize::Size(_) => None,
            Resize::ScaleFactor(factors) => Some(factors[axis]),
        }
    }
}

/// Which elements of an axis make those of one of another size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interpolation {
    /// The nearest element before: PyTorch's `"nearest"`.
    #[default]
    Nearest,
    /// The nearest element: PyTorch's `"nearest-exact"`.
    NearestExact,
    /// The mean of the elements that the new one covers: PyTorch's `"area"`.
    Area,
    /// A line between two elements: PyTorch's `"linear"`, `"bilinear"` and `"trilinear"`.
    #[doc(alias("linear", "bilinear", "trilinear"))]
    Multilinear {
        /// Whether the first and the last elements are the same before and behind; else their outer sides are.
        align_corners: bool,
    },
    /// A polynomial of degree 3 through four elements: PyTorch's `"bicubic"`.
    Cubic {
        /// Whether the first and the last elements are the same before and behind; else their outer sides are.
        align_corners: bool,
    },
}

impl Interpolation {
    /// PyTorch's name, but for the number of axes in it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Interpolation::Nearest => "nearest",
            Interpolation::NearestExact => "nearest-exact",
            Interpolation::Area => "area",
            Interpolation::Multilinear { .. } => "linear",
            Interpolation::Cubic { .. } => "cubic",
        }
    }

    /// The taps of each of `to` elements from `size`, of which there are `factor` times as many if that was said.
    pub(super) fn taps(self, size: usize, to: usize, factor: Option<f64>) -> Taps {
        let step = factor.map_or(size as f64 / to as f64, |factor| 1.0 / factor);
        let corners = (size - 1) as f64 / (to.max(2) - 1) as f64;
        let between = |i: usize| (i as f64 + 0.5) * step - 0.5;
        match self {
            Interpolation::Nearest => Taps::new(size, to, |i| [(nearest(i, size, to, factor), 1.0)]),
            Interpolation::NearestExact => {
                Taps::new(size, to, |i| [(floor((i as f64 + 0.5) * step, size), 1.0)])
            }
            Interpolation::Area => Taps::new(size, to, |i| area(i, size, to)),
            Interpolation::Multilinear { .. } if size == to => Taps::new(size, to, |i| [(i, 1.0)]),
            Interpolation::Multilinear { align_corners: true } => {
                Taps::new(size, to, |i| linear(i as f64 * corners, size))
            }
            Interpolation::Multilinear { align_corners: false } => {
                Taps::new(size, to, |i| linear(between(i).max(0.0), size))
            }
            Interpolation::Cubic { align_corners: true } => {
                Taps::new(size, to, |i| cubic(i as f64 * corners, size))
            }
            Interpolation::Cubic { align_corners: false } => Taps::new(size, to, |i| cubic(between(i), size)),
        }
    }
}

/// The element before a place, in the single precision in which PyTorch counts, so that it is the same one.
fn floor(at: f64, size: usize) -> usize {
    (at as f32 as usize).min(size - 1)
}

fn nearest(i: usize, size: usize, to: usize, factor: Option<f64>) -> usize {
    let step = factor.map_or(size as f32 / to as f32, |factor| (1.0 / factor) as f32);
    match to {
        to if to == size => i,
        to if to == 2 * size => i / 2,
        _ => ((i as f32 * step) as usize).min(size - 1),
    }
}

/// The elements that element `i` covers, each with its share.
fn area(i: usize, size: usize, to: usize) -> impl Iterator<Item = (usize, f64)> {
    let (from, until) = (i * size / to, ((i + 1) * size).div_ceil(to));
    (from..until).map(move |source| (source, 1.0 / (until - from) as f64))
}

/// The elements before and behind a place, weighted by how near they are.
fn linear(at: f64, size: usize) -> [(usize, f64); 2] {
    let first = (at as usize).min(size - 1);
    let share = (at - first as f64).clamp(0.0, 1.0);
    [(first, 1.0 - share), ((first + 1).min(size - 1), share)]
}

/// Two elements before and two behind a place, weighted by Keys's polynomials with PyTorch's constant of −0.75.
fn cubic(at: f64, size: usize) -> [(usize, f64); 4] {
    const A: f64 = -0.75;
    let near = |x: f64| ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0;
    let far = |x: f64| ((A * x - 5.0 * A) * x + 8.0 * A) * x - 4.0 * A;
    let t = at - at.floor();
    let source = |offset: f64| ((at.floor() + offset).max(0.0) as usize).min(size - 1);
    [
        (source(-1.0), far(t + 1.0)),
        (source(0.0), near(t)),
        (source(1.0), near(1.0 - t)),
        (source(2.0), far(2.0 - t)),
    ]
}
