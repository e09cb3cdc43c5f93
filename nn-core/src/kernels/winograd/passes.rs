//! The forward pass and both backward passes.

use std::ops::Range;

use super::tiles::{Part, channels_first, channels_last, outputs, transformed, transformed_gradient};
use super::weights::{Transformed, gradient_of_row};
use super::{POINTS, SIDE, TILE, Winograd};
use crate::kernels::matmul::{Threads, product_into};
use crate::kernels::matrix::Matrix;
use crate::kernels::parallel::{bands, each};
use crate::storage::{Finish, Float, recycle, scratch, zeros};

impl Winograd {
    /// `y = weight ∗ x + bias`.
    pub(in crate::kernels) fn forward<A: Float>(
        self,
        x: &[A],
        weight: &[A],
        bias: Option<&[A]>,
        finish: Finish<'_, A>,
    ) -> Vec<A> {
        self.forward_with(x, &self.transformed(weight), bias, finish)
    }

    /// The weight, as the [forward pass](Self::forward_with) wants it.
    pub(in crate::kernels) fn transformed<A: Float>(self, weight: &[A]) -> Transformed<A> {
        self.kernels(false).transformed(weight)
    }

    /// `y = weight ∗ x + bias` by a weight that is [transformed](Self::transformed).
    pub(in crate::kernels) fn forward_with<A: Float>(
        self,
        x: &[A],
        weight: &Transformed<A>,
        bias: Option<&[A]>,
        finish: Finish<'_, A>,
    ) -> Vec<A> {
        self.convolved(x, weight.matrices(), bias, finish)
    }

    /// The gradient of the input.
    pub(in crate::kernels) fn input_gradient<A: Float>(self, dy: &[A], weight: &[A]) -> Vec<A> {
        let kernels = self.kernels(true).transformed(weight);
        self.mirrored().convolved(dy, kernels.matrices(), None, &|_, _| {})
    }

    /// By kernels that are transformed already: a matrix of inputs by outputs for each point.
    fn convolved<A: Float>(
        self,
        x: &[A],
        kernels: &[A],
        bias: Option<&[A]>,
        finish: Finish<'_, A>,
    ) -> Vec<A> {
        let (pixels, band) = (self.output[0] * self.output[1], TILE * self.output[1]);
        let mut y = scratch(self.batch * self.outputs * pixels);
        let mut lines = bands(&mut y, self.outputs, pixels, band);
        for rows in self.groups() {
            let tiles = self.input_tiles(x, rows.clone());
            let products = self.products(&tiles, kernels, rows.len());
            let size = self.along() * self.outputs;
            let parts = lines.by_ref().take(rows.len()).enumerate();
            each(parts, |(row, mut to)| {
                let of_point = products.chunks_exact(rows.len() * size);
                let products = of_each_point(of_point.map(|products| &products[row * size..][..size]));
                let columns = TILE * self.along();
                let mut last = scratch(TILE * columns * self.outputs);
                outputs(products, columns, self.outputs, &mut last);
                channels_first(&last, columns, self.output[1], bias, &mut to);
                recycle(last);
                let (sample, below) = ((rows.start + row) / self.down(), (rows.start + row) % self.down());
                for (channel, to) in to.iter_mut().enumerate() {
                    finish((sample * self.outputs + channel) * pixels + below * band, to);
                }
            });
            recycle(tiles);
            recycle(products);
        }
        drop(lines);
        y
    }

    /// For each point, the transformed tiles of these rows as a matrix of tiles by inputs.
    fn input_tiles<A: Float>(&self, x: &[A], rows: Range<usize>) -> Vec<A> {
        let part = |row: usize| Part {
            size: self.input,
            above: self.padding[0],
            left: self.padding[1],
            below: row % self.down() * TILE,
            extent: [SIDE, TILE * self.along() + SIDE - TILE],
        };
        let of_row = |lines: &[A], columns, to: &mut [&mut [A]]| transformed(lines, columns, self.inputs, to);
        self.tiles(x, self.inputs, rows, part, of_row)
    }

    /// The same of the gradient of the output.
    fn gradient_tiles<A: Float>(&self, dy: &[A], rows: Range<usize>) -> Vec<A> {
        let part = |row: usize| Part {
            size: self.output,
            above: 0,
            left: 0,
            below: row % self.down() * TILE,
            extent: [TILE, TILE * self.along()],
        };
        let of_row = |lines: &[A], columns, to: &mut [&mut [A]]| {
            transformed_gradient(lines, columns, self.outputs, to)
        };
        self.tiles(dy, self.outputs, rows, part, of_row)
    }

    fn tiles<A: Float>(
        &self,
        images: &[A],
        channels: usize,
        rows: Range<usize>,
        part: impl Fn(usize) -> Part + Sync,
        of_row: impl Fn(&[A], usize, &mut [&mut [A]]) + Sync,
    ) -> Vec<A> {
        let size = self.along() * channels;
        let mut tiles = scratch(POINTS * rows.len() * size);
        let parts = bands(&mut tiles, POINTS, rows.len() * size, size);
        each(rows.zip(parts), |(row, mut to)| {
            let (part, sample) = (part(row), images.len() / self.batch);
            let image = &images[row / self.down() * sample..][..sample];
            let mut last = scratch(part.extent[0] * part.extent[1] * channels);
            channels_last(image, channels, part, &mut last);
            of_row(&last, part.extent[1], &mut to);
            recycle(last);
        });
        tiles
    }

    /// For each point, tiles by inputs times inputs by outputs.
    fn products<A: Float>(&self, tiles: &[A], kernels: &[A], rows: usize) -> Vec<A> {
        let count = rows * self.along();
        let mut products = scratch(POINTS * count * self.outputs);
        let tiles = tiles.chunks_exact(count * self.inputs);
        let kernels = kernels.chunks_exact(self.inputs * self.outputs);
        let parts = products.chunks_exact_mut(count * self.outputs).zip(tiles.zip(kernels));
        each(parts, |(product, (tiles, kernels))| {
            let (a, b) =
                (Matrix::new(tiles, count, self.inputs), Matrix::new(kernels, self.inputs, self.outputs));
            product_into(a, b, product, self.outputs, false, Threads::One);
        });
        products
    }

    /// The gradient of the weight: for each point, a sum over all tiles.
    pub(in crate::kernels) fn weight_gradient<A: Float>(self, x: &[A], dy: &[A]) -> Vec<A> {
        let size = self.outputs * self.inputs;
        let mut sums = zeros(POINTS * size);
        for rows in self.groups() {
            let count = rows.len() * self.along();
            let (x, dy) = (self.input_tiles(x, rows.clone()), self.gradient_tiles(dy, rows));
            let tiles = dy.chunks_exact(count * self.outputs).zip(x.chunks_exact(count * self.inputs));
            each(sums.chunks_exact_mut(size).zip(tiles), |(sum, (dy, x))| {
                let (a, b) = (Matrix::new(dy, count, self.outputs).t(), Matrix::new(x, count, self.inputs));
                product_into(a, b, sum, self.inputs, true, Threads::One);
            });
            recycle(x);
            recycle(dy);
        }
        let mut gradient = scratch(size * 9);
        each(gradient.chunks_exact_mut(self.inputs * 9).enumerate(), |(output, to)| {
            let rows = sums.chunks_exact(size).map(|sums| &sums[output * self.inputs..][..self.inputs]);
            gradient_of_row(of_each_point(rows), to);
        });
        recycle(sums);
        gradient
    }
}

/// One of each point.
fn of_each_point<T>(mut parts: impl Iterator<Item = T>) -> [T; POINTS] {
    std::array::from_fn(|_| parts.next().expect("as many parts as points"))
}
