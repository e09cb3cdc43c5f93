//! How many windows a fractional pool has, and what it makes of a shape.

use std::{array, fmt};

use super::super::axes;
use crate::kernels::windows::{Plane, Windows};
use crate::shape::{Message, Shape};
use crate::storage::Float;
use crate::tensor::{Tensor, fits};

/// How many windows there are along each axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Size<const D: usize> {
    /// So many.
    Windows([usize; D]),
    /// So many for each element of the input, rounded down.
    Ratio([f64; D]),
}

/// The settings of a fractional pool over `D` axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fractions<const D: usize> {
    pub(super) kernel_size: [usize; D],
    pub(super) output: Size<D>,
}

impl<const D: usize> Fractions<D> {
    /// The number of windows along an axis of `size` elements.
    pub(super) const fn windows(&self, axis: usize, size: usize) -> usize {
        match self.output {
            Size::Windows(windows) => windows[axis],
            Size::Ratio(ratio) => (size as f64 * ratio[axis]) as usize,
        }
    }

    /// How many elements so many windows need as an axis of `size` elements has.
    pub(super) const fn least(&self, axis: usize, size: usize) -> usize {
        self.windows(axis, size).saturating_add(self.kernel_size[axis]).saturating_sub(1)
    }

    /// The shape of a sample behind the layer called `name`.
    pub(super) const fn output_shape(&self, name: &str, input: Shape) -> Result<Shape, Message> {
        if let Err(message) = axes::channels(name, D, &input) {
            return Err(message);
        }
        let (name, mut output, mut axis) = (Message::new(name), input, 0);
        while axis < D {
            if self.kernel_size[axis] == 0 {
                return Err(name.text(": kernel_size must be at least 1"));
            }
            let size = input.size(axis + 1);
            let (windows, least) = (self.windows(axis, size), self.least(axis, size));
            if size < least {
                let needs = name.text(" needs ").number(least).text(" elements for ").number(windows);
                let of = needs.text(" windows of ").number(self.kernel_size[axis]);
                return Err(of.text(", but gets ").shape(&input));
            }
            output = output.with(axis + 1, windows);
            axis += 1;
        }
        Ok(output)
    }

    /// The shape of the result.
    #[track_caller]
    pub(super) fn shape<const N: usize, A: Float>(
        &self,
        layer: impl Fn() -> String,
        x: &Tensor<N, A>,
    ) -> [usize; N] {
        let mut shape = x.shape();
        fits!(
            x.place(),
            N > D,
            "{}: expected an input of shape [.., channels{}], got {shape:?}",
            layer(),
            axes::listed(D)
        );
        let sizes: [usize; D] = array::from_fn(|axis| shape[N - D + axis]);
        let least: [usize; D] = array::from_fn(|axis| self.least(axis, sizes[axis]));
        fits!(
            x.place(),
            self.kernel_size.iter().all(|&size| size > 0),
            "{}: kernel_size must be at least 1",
            layer()
        );
        fits!(
            x.place(),
            sizes.iter().zip(&least).all(|(size, least)| size >= least),
            "{}: expected an input of shape [..{}], got {shape:?}",
            layer(),
            axes::at_least(least)
        );
        for axis in 0..D {
            shape[N - D + axis] = self.windows(axis, sizes[axis]);
        }
        shape
    }

    /// The windows of each plane of an input of shape `input`, from as many samples as each has axes.
    pub(super) fn planes<A: Float>(&self, input: &[usize], samples: &[A]) -> Vec<Plane> {
        let sizes = &input[input.len() - D..];
        let windows = |axis: usize, samples: &[A]| {
            // For images the first sample is that of the width, for volumes that of the depth.
            let sample = samples[if D == 2 { 1 - axis } else { axis }];
            Windows::fractional(sizes[axis], self.kernel_size[axis], self.windows(axis, sizes[axis]), sample)
        };
        let plane = |samples: &[A]| Plane::new::<D>(array::from_fn(|axis| windows(axis, samples)));
        let count = input[..input.len() - D].iter().product();
        samples.chunks_exact(D).take(count).map(plane).collect()
    }
}

/// The settings in PyTorch's words.
impl<const D: usize> fmt::Display for Fractions<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kernel_size={}, ", axes::setting(self.kernel_size))?;
        match self.output {
            Size::Windows(windows) => write!(f, "output_size={}", axes::setting(windows)),
            Size::Ratio(ratio) => write!(f, "output_ratio={}", axes::setting(ratio)),
        }
    }
}
