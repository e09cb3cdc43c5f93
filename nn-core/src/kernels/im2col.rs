//! The patches of an image or a volume as the columns of a matrix, and back.

use std::ops::Range;

use super::conv_shape::ConvShape;
use crate::storage::Float;

/// Where a patch matrix lies in its buffer: its first column, and how far its rows are apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns {
    pub(crate) first: usize,
    pub(crate) stride: usize,
}

/// Writes the patches of the output rows `rows` as columns: row `(channel, kz, ky, kx)` of the matrix holds, for each
/// output pixel, the input element under that kernel element.
pub(crate) fn im2col<A: Float>(
    image: &[A],
    shape: &ConvShape,
    rows: Range<usize>,
    col: &mut [A],
    at: Columns,
) {
    let len = rows.len() * shape.output[2];
    let (mut lines, slices) = (col[at.first..].chunks_mut(at.stride), shape.slices(rows));
    for plane in image.chunks_exact(shape.plane()) {
        for tap in shape.taps() {
            let mut line = lines.next().map_or_else(Default::default, |line| &mut line[..len]);
            for (z, rows) in slices.clone() {
                let part;
                (part, line) = line.split_at_mut(rows.len() * shape.output[2]);
                match shape.source_slice(z, tap[0]) {
                    None => part.fill(A::zero()),
                    Some(slice) => copy_rows(&plane[slice..], part, shape.seen(rows, tap), shape),
                }
            }
        }
    }
}

/// What one element of the kernel sees of a slice.
struct Seen {
    /// The output rows that are made, of which `inside` see a row of the input, not padding.
    rows: Range<usize>,
    inside: Range<usize>,
    /// The output columns that see a column of the input.
    columns: Range<usize>,
    /// Where the element is that the first of `inside` and of `columns` sees.
    source: usize,
}

impl Seen {
    /// The elements of row `y` of the output that see the input.
    #[inline(always)]
    fn line(&self, y: usize, width: usize) -> Range<usize> {
        let start = (y - self.rows.start) * width;
        start + self.columns.start..start + self.columns.end
    }

    /// Calls `f` with the place of each row that sees the input, and with that of what its first element sees.
    #[inline(always)]
    fn each_line(&self, shape: &ConvShape, mut f: impl FnMut(Range<usize>, usize)) {
        let mut source = self.source;
        for y in self.inside.clone() {
            f(self.line(y, shape.output[2]), source);
            source += shape.windows[1].stride * shape.input[2];
        }
    }

    /// From the first element that sees the input to the last, with the padding at the ends of rows in between.
    fn all(&self, width: usize) -> Range<usize> {
        self.line(self.inside.start, width).start..self.line(self.inside.end - 1, width).end
    }

    /// Sets the padding to the left and to the right of the rows that see the input to 0, a column at a time: there are
    /// few of them.
    fn clear_sides<A: Float>(&self, part: &mut [A], width: usize) {
        let first = (self.inside.start - self.rows.start) * width;
        for column in (0..self.columns.start).chain(self.columns.end..width) {
            let column = part[first + column..].iter_mut().step_by(width);
            column.take(self.inside.len()).for_each(|x| *x = A::zero());
        }
    }
}

impl ConvShape {
    /// The elements of the kernel, each by its slice, row and column.
    fn taps(&self) -> impl Iterator<Item = [usize; 3]> + use<> {
        let [kd, kh, kw] = self.kernel();
        let mut next = [0; 3];
        (0..kd * kh * kw).map(move |_| {
            let [z, y, x] = next;
            next = match [y + 1 == kh, x + 1 == kw] {
                [_, false] => [z, y, x + 1],
                [false, true] => [z, y + 1, 0],
                [true, true] => [z + 1, 0, 0],
            };
            [z, y, x]
        })
    }

    /// The slices in which these rows of the output are, each with its own rows.
    fn slices(&self, rows: Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> + Clone + use<> {
        let height = self.output[1];
        (rows.start / height..rows.end.div_ceil(height)).map(move |z| {
            let first = z * height;
            (z, rows.start.max(first) - first..rows.end.min(first + height) - first)
        })
    }

    /// Where the source slice of slice `z` of the output begins in its channel, if it lies within the input.
    fn source_slice(&self, z: usize, kz: usize) -> Option<usize> {
        Some(self.windows[0].source(z, kz, self.input[0])? * self.input[1] * self.input[2])
    }

    #[inline(always)]
    fn seen(&self, rows: Range<usize>, [_, ky, kx]: [usize; 3]) -> Seen {
        let [_, down, along] = self.windows;
        let seeing = down.inside(ky, self.input[1], self.output[1]);
        let first = seeing.start.clamp(rows.start, rows.end);
        let inside = first..seeing.end.clamp(first, rows.end);
        let columns = along.inside(kx, self.input[2], self.output[2]);
        let source = match inside.is_empty() || columns.is_empty() {
            true => 0,
            false => down.place(inside.start, ky) * self.input[2] + along.place(columns.start, kx),
        };
        Seen { rows, inside, columns, source }
    }

    /// Whether the rows of a slice that an element of the kernel sees lie in the input as they do in the output.
    fn keeps_rows(&self) -> bool {
        self.input[2] == self.output[2] && self.windows[1].stride == 1 && self.windows[2].stride == 1
    }
}

/// Copies what one element of the kernel sees of a slice.
fn copy_rows<A: Float>(slice: &[A], part: &mut [A], seen: Seen, shape: &ConvShape) {
    let (width, stride) = (shape.output[2], shape.windows[2].stride);
    if seen.inside.is_empty() || seen.columns.is_empty() {
        return part.fill(A::zero());
    }
    if seen.inside != seen.rows {
        part[..(seen.inside.start - seen.rows.start) * width].fill(A::zero());
        part[(seen.inside.end - seen.rows.start) * width..].fill(A::zero());
    }
    if shape.keeps_rows() {
        let all = seen.all(width);
        part[all.clone()].copy_from_slice(&slice[seen.source..][..all.len()]);
    } else {
        seen.each_line(shape, |line, source| {
            let (line, source) = (&mut part[line], &slice[source..]);
            match stride {
                1 => line.copy_from_slice(&source[..line.len()]),
                _ => line.iter_mut().zip(source.iter().step_by(stride)).for_each(|(x, &source)| *x = source),
            }
        });
    }
    seen.clear_sides(part, width);
}

/// The opposite of [`im2col`]: adds each element of the patch matrix to the input element that it came from. What stands
/// in the matrix for padding is lost.
pub(crate) fn col2im<A: Float>(
    col: &mut [A],
    shape: &ConvShape,
    rows: Range<usize>,
    image: &mut [A],
    at: Columns,
) {
    let len = rows.len() * shape.output[2];
    let (mut lines, slices) = (col[at.first..].chunks_mut(at.stride), shape.slices(rows));
    for plane in image.chunks_exact_mut(shape.plane()) {
        for tap in shape.taps() {
            let mut line = lines.next().map_or_else(Default::default, |line| &mut line[..len]);
            for (z, rows) in slices.clone() {
                let part;
                (part, line) = line.split_at_mut(rows.len() * shape.output[2]);
                if let Some(slice) = shape.source_slice(z, tap[0]) {
                    add_rows(part, &mut plane[slice..], shape.seen(rows, tap), shape);
                }
            }
        }
    }
}

/// The opposite of [`copy_rows`].
fn add_rows<A: Float>(part: &mut [A], slice: &mut [A], seen: Seen, shape: &ConvShape) {
    let (width, stride) = (shape.output[2], shape.windows[2].stride);
    if seen.inside.is_empty() || seen.columns.is_empty() {
        return;
    }
    if shape.keeps_rows() {
        seen.clear_sides(part, width);
        let target = slice[seen.source..].iter_mut();
        return target.zip(&part[seen.all(width)]).for_each(|(target, &x)| *target += x);
    }
    seen.each_line(shape, |line, target| {
        let (line, target) = (&part[line], slice[target..].iter_mut());
        match stride {
            1 => target.zip(line).for_each(|(target, &x)| *target += x),
            _ => target.step_by(stride).zip(line).for_each(|(target, &x)| *target += x),
        }
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Columns, ConvShape, Range, col2im, im2col};
    use crate::shape::Window;

    fn axis() -> impl Strategy<Value = (usize, Window)> {
        (0..7usize, 1..4usize, 1..4usize, [0..4usize, 0..4usize], 1..3usize).prop_map(
            |(size, kernel, stride, padding, dilation)| {
                (size, Window { kernel, stride, padding, dilation, ceil_mode: false })
            },
        )
    }

    /// Two channels of any volume that holds something and into which the windows fit, and some rows of its output.
    fn shape() -> impl Strategy<Value = (ConvShape, Range<usize>)> {
        let axes = [axis(), axis(), axis()].prop_filter_map("a window does not fit", |axes| {
            let sizes = axes.map(|(size, window)| (size, window.output(size).unwrap_or(0)));
            let (input, output) = (sizes.map(|(size, _)| size), sizes.map(|(_, count)| count));
            let windows = axes.map(|(_, window)| window);
            let full = input.iter().chain(&output).all(|&size| size > 0);
            let shape =
                ConvShape { batch: 1, in_channels: 2, out_channels: 1, groups: 1, input, output, windows };
            full.then_some(shape)
        });
        axes.prop_flat_map(|shape| {
            let rows = (0..shape.rows()).prop_flat_map(move |first| (Just(first), first + 1..=shape.rows()));
            rows.prop_map(move |(first, end)| (shape, first..end))
        })
    }

    /// For each element of the patch matrix, the element of the image that it shows, element by element.
    fn seen(shape: &ConvShape, rows: Range<usize>) -> Vec<Option<usize>> {
        let [depth, height, width] = shape.input;
        let mut all = Vec::new();
        for channel in 0..shape.in_channels {
            for [kz, ky, kx] in shape.taps() {
                for (row, x) in rows.clone().flat_map(|row| (0..shape.output[2]).map(move |x| (row, x))) {
                    let (z, y) = (row / shape.output[1], row % shape.output[1]);
                    let [down, rows, along] = shape.windows;
                    let place = down.source(z, kz, depth).zip(rows.source(y, ky, height));
                    all.push(
                        place
                            .zip(along.source(x, kx, width))
                            .map(|((z, y), x)| ((channel * depth + z) * height + y) * width + x),
                    );
                }
            }
        }
        all
    }

    proptest! {
        #[test]
        fn patches_and_back((shape, rows) in shape(), first in 0..3usize, behind in 0..3usize) {
            let len = rows.len() * shape.output[2];
            let at = Columns { first, stride: first + len + behind };
            let seen = seen(&shape, rows.clone());
            let image: Vec<f64> = (1..=2 * shape.plane()).map(|x| x as f64).collect();
            let mut col = vec![-1.0; shape.patch() * at.stride];
            im2col(&image, &shape, rows.clone(), &mut col, at);
            let mut sums = vec![0.0; image.len()];
            for (line, seen) in col.chunks(at.stride).zip(seen.chunks(len)) {
                prop_assert!(line[..first].iter().chain(&line[first + len..]).all(|&x| x == -1.0));
                for (&x, &seen) in line[first..].iter().zip(seen) {
                    prop_assert_eq!(x, seen.map_or(0.0, |place| image[place]));
                    seen.into_iter().for_each(|place| sums[place] += x);
                }
            }
            let mut back = vec![0.0; image.len()];
            col2im(&mut col, &shape, rows, &mut back, at);
            prop_assert_eq!(back, sums);
        }
    }
}
