//! Convolution as matrix products of patches, where no other way fits.
//!
//! The patch matrix of a whole batch would not fit any cache, so it is made piece by piece: for small images of
//! several samples together, for large ones of some rows at a time. Which pieces there are depends on the sizes
//! alone, so the result does not depend on the number of threads.

use std::ops::Range;

use super::conv::Wanted;
use super::conv_shape::ConvShape;
use super::im2col::{Columns, col2im, im2col};
use super::matmul::{Threads, product_into};
use super::matrix::Matrix;
use super::parallel::{chunks, pieces, results};
use crate::storage::{Finish, Float, recycle, scratch, zeros};

/// How many output pixels a piece has at least, and about how many at most: enough for the matrix product to run
/// at full speed, few enough for the patches to stay in the second-level cache.
const FEW: usize = 192;
const MANY: usize = 384;
/// How many it has at least for a kernel of one element: the product reads a single image where it is, without patches.
const FEW_POINTS: usize = 64;
/// In how many parts a batch is split for the gradient of the weight, each with a sum of its own.
const LANES: usize = 8;
/// Multiplications below which one thread is faster than two.
const PARALLEL: usize = 128 * 1024;

impl ConvShape {
    /// How many samples go together.
    fn samples(&self) -> usize {
        let few = if self.is_pointwise() { FEW_POINTS } else { FEW };
        few.div_ceil(self.pixels()).clamp(1, self.batch.max(1))
    }

    /// The output rows of each piece of a sample.
    fn row_tiles(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let all = self.rows();
        let whole = self.is_pointwise() || self.batch == 1 || self.pixels() <= MANY;
        let rows = if whole { all } else { (MANY / self.output[2]).max(1) };
        (0..all).step_by(rows).map(move |first| first..(first + rows).min(all))
    }

    fn in_size(&self) -> usize {
        self.in_channels * self.plane()
    }

    fn out_size(&self) -> usize {
        self.out_channels * self.pixels()
    }

    fn work(&self) -> usize {
        self.batch * self.out_channels * self.pixels() * self.patch()
    }

    fn threads(&self) -> Threads {
        if self.batch <= self.samples() { Threads::All } else { Threads::One }
    }

    /// The weight of group `g` as a matrix of output channels by patch elements.
    fn weight<'a, A>(&self, weight: &'a [A], g: usize) -> Matrix<'a, A> {
        let (rows, cols) = (self.out_channels / self.groups, self.patch());
        Matrix::new(&weight[g * rows * cols..(g + 1) * rows * cols], rows, cols)
    }

    /// The channels of group `g` of one sample of the input.
    fn group_in(&self, g: usize) -> Range<usize> {
        let size = self.in_size() / self.groups;
        g * size..(g + 1) * size
    }

    fn group_out(&self, g: usize) -> Range<usize> {
        let size = self.out_size() / self.groups;
        g * size..(g + 1) * size
    }
}

/// `y = weight ∗ x + bias`.
pub(super) fn forward<A: Float>(
    x: &[A],
    weight: &[A],
    bias: Option<&[A]>,
    shape: &ConvShape,
    finish: Finish<'_, A>,
) -> Vec<A> {
    let mut y = scratch(shape.batch * shape.out_size());
    if y.is_empty() {
        return y;
    }
    if x.is_empty() {
        // Sums over nothing.
        y.fill(A::zero());
        fill_with_bias(bias, &mut y, shape);
        pieces(&mut y, finish);
        return y;
    }
    let samples = shape.samples();
    let some = |(y, x): (&mut [A], &[A])| forward_some(x, weight, bias, y, shape);
    let (ys, xs) = (samples * shape.out_size(), samples * shape.in_size());
    if shape.batch > samples && shape.work() >= PARALLEL {
        chunks(&mut y, ys, &|at, y| {
            let first = at / ys * xs;
            some((&mut *y, &x[first..(first + xs).min(x.len())]));
            finish(at, y);
        });
    } else {
        y.chunks_mut(ys).zip(x.chunks(xs)).for_each(some);
        pieces(&mut y, finish);
    }
    y
}

fn fill_with_bias<A: Float>(bias: Option<&[A]>, y: &mut [A], shape: &ConvShape) {
    if let Some(bias) = bias {
        for (y, &bias) in y.chunks_exact_mut(shape.pixels()).zip(bias.iter().cycle()) {
            y.fill(bias);
        }
    }
}

/// The samples that go together.
fn forward_some<A: Float>(x: &[A], weight: &[A], bias: Option<&[A]>, y: &mut [A], shape: &ConvShape) {
    let count = x.len() / shape.in_size();
    let pixels = shape.pixels();
    fill_with_bias(bias, y, shape);
    let add = bias.is_some();
    for g in 0..shape.groups {
        let weight = shape.weight(weight, g);
        if shape.is_pointwise() && count == 1 {
            let x = Matrix::new(&x[shape.group_in(g)], shape.patch(), pixels);
            product_into(weight, x, &mut y[shape.group_out(g)], pixels, add, shape.threads());
        } else if count == 1 {
            forward_one(&x[shape.group_in(g)], weight, &mut y[shape.group_out(g)], add, shape);
        } else {
            forward_together(x, weight, y, g, add, shape);
        }
    }
}

/// One sample, some rows at a time.
fn forward_one<A: Float>(x: &[A], weight: Matrix<'_, A>, y: &mut [A], add: bool, shape: &ConvShape) {
    let (width, pixels) = (shape.output[2], shape.pixels());
    for rows in shape.row_tiles() {
        let len = rows.len() * width;
        let mut col = scratch(shape.patch() * len);
        im2col(x, shape, rows.clone(), &mut col, Columns { first: 0, stride: len });
        let patches = Matrix::new(&col, shape.patch(), len);
        product_into(weight, patches, &mut y[rows.start * width..], pixels, add, shape.threads());
        recycle(col);
    }
}

/// Several small samples side by side.
fn forward_together<A: Float>(
    x: &[A],
    weight: Matrix<'_, A>,
    y: &mut [A],
    g: usize,
    add: bool,
    shape: &ConvShape,
) {
    let count = x.len() / shape.in_size();
    let len = count * shape.pixels();
    let col = patches_together(x, g, shape);
    let channels = shape.out_channels / shape.groups;
    let mut together = scratch(channels * len);
    let patches = Matrix::new(&col, shape.patch(), len);
    product_into(weight, patches, &mut together, len, false, shape.threads());
    each_plane(count, g, shape, |plane, line| {
        let (y, line) = (&mut y[plane], &together[line]);
        match add {
            true => super::elementwise::accumulate(y, line),
            false => y.copy_from_slice(line),
        }
    });
    recycle(col);
    recycle(together);
}

/// Calls `f` with the place of each output plane of group `g`, in the samples and in the matrix that has the
/// samples side by side.
fn each_plane(count: usize, g: usize, shape: &ConvShape, mut f: impl FnMut(Range<usize>, Range<usize>)) {
    let (pixels, channels) = (shape.pixels(), shape.out_channels / shape.groups);
    for sample in 0..count {
        for channel in 0..channels {
            let plane = sample * shape.out_size() + shape.group_out(g).start + channel * pixels;
            let line = (channel * count + sample) * pixels;
            f(plane..plane + pixels, line..line + pixels);
        }
    }
}

fn patches_together<A: Float>(x: &[A], g: usize, shape: &ConvShape) -> Vec<A> {
    let stride = x.len() / shape.in_size() * shape.pixels();
    let mut col = scratch(shape.patch() * stride);
    for (sample, x) in x.chunks_exact(shape.in_size()).enumerate() {
        let at = Columns { first: sample * shape.pixels(), stride };
        im2col(&x[shape.group_in(g)], shape, 0..shape.rows(), &mut col, at);
    }
    col
}

/// The gradients of the input and of the weight, none of them empty; empty where not wanted.
pub(super) fn backward<A: Float>(
    x: &[A],
    weight: &[A],
    dy: &[A],
    shape: &ConvShape,
    wanted: Wanted,
) -> (Vec<A>, Vec<A>) {
    let samples = shape.samples();
    let lane = shape.batch.div_ceil(samples).div_ceil(LANES).max(1) * samples;
    let mut dx = if wanted.x { zeros(x.len()) } else { Vec::new() };
    let lanes = shape.batch.div_ceil(lane);
    let lane_of = |(i, dx): (usize, &mut [A])| {
        let part = i * lane..((i + 1) * lane).min(shape.batch);
        let x = &x[part.start * shape.in_size()..part.end * shape.in_size()];
        let dy = &dy[part.start * shape.out_size()..part.end * shape.out_size()];
        backward_lane(x, weight, dy, dx, shape, wanted)
    };
    let dxs: Vec<&mut [A]> = match wanted.x {
        true => dx.chunks_mut(lane * shape.in_size()).collect(),
        false => (0..lanes).map(|_| Default::default()).collect(),
    };
    let parts: Vec<Vec<A>> = if lanes > 1 && shape.work() >= PARALLEL {
        results(dxs.into_iter().enumerate(), lane_of)
    } else {
        dxs.into_iter().enumerate().map(lane_of).collect()
    };
    let dw = parts.into_iter().reduce(|mut sum, part| {
        super::elementwise::accumulate(&mut sum, &part);
        recycle(part);
        sum
    });
    (dx, dw.unwrap_or_else(|| zeros(weight.len())))
}

/// The samples of one lane: their part of the weight's gradient, and their own.
fn backward_lane<A: Float>(
    x: &[A],
    weight: &[A],
    dy: &[A],
    dx: &mut [A],
    shape: &ConvShape,
    wanted: Wanted,
) -> Vec<A> {
    let samples = shape.samples();
    let mut dw = if wanted.weight { zeros(weight.len()) } else { Vec::new() };
    let (ins, outs) = (samples * shape.in_size(), samples * shape.out_size());
    let mut dxs = dx.chunks_mut(ins);
    for (x, dy) in x.chunks(ins).zip(dy.chunks(outs)) {
        let dx = dxs.next().unwrap_or_default();
        for g in 0..shape.groups {
            let weight_matrix = shape.weight(weight, g);
            let dw = match wanted.weight {
                true => &mut dw[g * weight.len() / shape.groups..(g + 1) * weight.len() / shape.groups],
                false => &mut [],
            };
            if x.len() == shape.in_size() {
                let dx = if wanted.x { &mut dx[shape.group_in(g)] } else { &mut [] };
                backward_one(
                    &x[shape.group_in(g)],
                    weight_matrix,
                    &dy[shape.group_out(g)],
                    dx,
                    dw,
                    shape,
                    wanted,
                );
            } else {
                backward_together(x, weight_matrix, dy, dx, dw, g, shape, wanted);
            }
        }
    }
    dw
}

#[allow(clippy::too_many_arguments, reason = "three operands, two results, and how they lie")]
fn backward_one<A: Float>(
    x: &[A],
    weight: Matrix<'_, A>,
    dy: &[A],
    dx: &mut [A],
    dw: &mut [A],
    shape: &ConvShape,
    wanted: Wanted,
) {
    let (width, pixels, patch) = (shape.output[2], shape.pixels(), shape.patch());
    let channels = shape.out_channels / shape.groups;
    let threads = shape.threads();
    if shape.is_pointwise() {
        let dy = Matrix::new(dy, channels, pixels);
        if wanted.weight {
            product_into(dy, Matrix::new(x, patch, pixels).t(), dw, patch, true, threads);
        }
        if wanted.x {
            product_into(weight.t(), dy, dx, pixels, false, threads);
        }
        return;
    }
    for rows in shape.row_tiles() {
        let len = rows.len() * width;
        let at = Columns { first: 0, stride: len };
        let dy = Matrix::strided(&dy[rows.start * width..], channels, len, pixels, 1);
        let mut col = scratch(patch * len);
        if wanted.weight {
            im2col(x, shape, rows.clone(), &mut col, at);
            product_into(dy, Matrix::new(&col, patch, len).t(), dw, patch, true, threads);
        }
        if wanted.x {
            product_into(weight.t(), dy, &mut col, len, false, threads);
            col2im(&mut col, shape, rows, dx, at);
        }
        recycle(col);
    }
}

#[allow(clippy::too_many_arguments, reason = "three operands, two results, and how they lie")]
fn backward_together<A: Float>(
    x: &[A],
    weight: Matrix<'_, A>,
    dy: &[A],
    dx: &mut [A],
    dw: &mut [A],
    g: usize,
    shape: &ConvShape,
    wanted: Wanted,
) {
    let count = x.len() / shape.in_size();
    let (len, patch) = (count * shape.pixels(), shape.patch());
    let channels = shape.out_channels / shape.groups;
    let mut together = scratch(channels * len);
    each_plane(count, g, shape, |plane, line| together[line].copy_from_slice(&dy[plane]));
    let dy = Matrix::new(&together, channels, len);
    let mut col = if wanted.weight { patches_together(x, g, shape) } else { scratch(patch * len) };
    if wanted.weight {
        product_into(dy, Matrix::new(&col, patch, len).t(), dw, patch, true, shape.threads());
    }
    if wanted.x {
        product_into(weight.t(), dy, &mut col, len, false, shape.threads());
        for (sample, dx) in dx.chunks_exact_mut(shape.in_size()).enumerate() {
            let at = Columns { first: sample * shape.pixels(), stride: len };
            col2im(&mut col, shape, 0..shape.rows(), &mut dx[shape.group_in(g)], at);
        }
    }
    recycle(col);
    recycle(together);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernels::conv_cases::{Case, errors};
    use crate::shape::Window;

    /// Of kernels of one element or of nine.
    fn shape(batch: usize, groups: usize, kernel: usize, side: usize) -> ConvShape {
        let window = Window { padding: [kernel / 2; 2], ..Window::new(kernel) };
        let (image, windows) = ([1, side, side], [Window::new(1), window, window]);
        let (in_channels, out_channels) = (3 * groups, 5 * groups);
        ConvShape { batch, in_channels, out_channels, groups, input: image, output: image, windows }
    }

    proptest! {
        #[test]
        fn samples_that_go_together_give_what_each_does(
            batch in 1..80usize, groups in 1..3usize, pointwise: bool, side in 1..12usize,
        ) {
            let all = shape(batch, groups, if pointwise { 1 } else { 3 }, side);
            let one = ConvShape { batch: 1, ..all };
            let case = Case::<f64>::new(&all);
            let (mut y, mut dx, mut dw) = (Vec::new(), Vec::new(), vec![0.0; case.weight.len()]);
            for (x, dy) in case.x.chunks(all.in_size()).zip(case.dy.chunks(all.out_size())) {
                let (weight, bias) = (case.weight.clone(), case.bias.clone());
                let [of_y, of_x, of_weight] =
                    Case { x: x.to_vec(), dy: dy.to_vec(), weight, bias }.by_patches(&one);
                y.extend(of_y);
                dx.extend(of_x);
                crate::kernels::elementwise::accumulate(&mut dw, &of_weight);
            }
            prop_assert!(errors(case.by_patches(&all), &[y, dx, dw]).iter().all(|error| *error < 1e-12));
        }
    }
}
