//! Images looked at through a grid of points, and the backward pass.

use super::parallel::blocks;
use crate::storage::Float;

/// What is seen outside of an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outside {
    /// Zeros: PyTorch's `"zeros"`.
    #[default]
    Zeros,
    /// The outermost pixel: PyTorch's `"border"`.
    Border,
    /// The image as in a mirror at its sides: PyTorch's `"reflection"`.
    Reflection,
}

/// How a point becomes pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sampling {
    pub(crate) nearest: bool,
    pub(crate) outside: Outside,
    pub(crate) align_corners: bool,
}

/// The sizes of the images and of the grids.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    pub(crate) batch: usize,
    pub(crate) channels: usize,
    /// Rows and columns of an image.
    pub(crate) image: [usize; 2],
    /// The points of a grid.
    pub(crate) points: usize,
}

/// A pixel that a point sees: its weight, and how this changes with the point's two coordinates.
#[derive(Clone, Copy, Debug)]
struct Pixel {
    place: usize,
    weight: f64,
    slopes: [f64; 2],
}

/// Those of one point.
type Pixels = [Option<Pixel>; 4];

impl Sampling {
    /// Where along an axis of `size` pixels a coordinate from −1 to 1 is, and the derivative.
    fn place(self, x: f64, size: usize) -> (f64, f64) {
        let last = size as f64 - 1.0;
        let slope = if self.align_corners { last / 2.0 } else { size as f64 / 2.0 };
        let at = last / 2.0 + x * slope;
        let (at, slope) = match self.outside {
            Outside::Zeros => (at, slope),
            Outside::Border => within(at, slope, last),
            Outside::Reflection => {
                let side = if self.align_corners { 0.0 } else { 0.5 };
                let (at, slope) = reflected(at, slope, [-side, last + side]);
                within(at, slope, last)
            }
        };
        // Far outside, where no index could be.
        if at.abs() < 1e9 { (at, slope) } else { (-100.0, 0.0) }
    }

    /// The pixels along an axis, each with its weight and the derivative of that.
    fn along(self, x: f64, size: usize) -> [(f64, f64, f64); 2] {
        let (at, slope) = self.place(x, size);
        if self.nearest {
            return [(at.round_ties_even(), 1.0, 0.0), (-1.0, 0.0, 0.0)];
        }
        let (first, part) = (at.floor(), at - at.floor());
        [(first, 1.0 - part, -slope), (first + 1.0, part, slope)]
    }

    /// The pixels that a point sees, of which there are fewer at the sides of the image and none beyond.
    fn pixels(self, [x, y]: [f64; 2], [height, width]: [usize; 2]) -> Pixels {
        let (rows, columns) = (self.along(y, height), self.along(x, width));
        std::array::from_fn(|i| {
            let ((row, by_row, row_slope), (column, by_column, column_slope)) = (rows[i / 2], columns[i % 2]);
            let is_inside = (0.0..height as f64).contains(&row) && (0.0..width as f64).contains(&column);
            is_inside.then(|| Pixel {
                place: row as usize * width + column as usize,
                weight: by_row * by_column,
                slopes: [by_row * column_slope, row_slope * by_column],
            })
        })
    }
}

/// Moves what lies outside to the outermost pixel.
fn within(at: f64, slope: f64, last: f64) -> (f64, f64) {
    match at {
        at if at <= 0.0 => (0.0, 0.0),
        at if at >= last => (last, 0.0),
        at => (at, slope),
    }
}

/// Reflects what lies outside at the two sides, as often as it takes.
fn reflected(at: f64, slope: f64, [low, high]: [f64; 2]) -> (f64, f64) {
    let (span, from_low) = (high - low, at - low);
    if span <= 0.0 {
        return (0.0, 0.0);
    }
    let (rest, slope) = (from_low.abs() % span, if from_low < 0.0 { -slope } else { slope });
    match (from_low.abs() / span).floor() % 2.0 == 0.0 {
        true => (low + rest, slope),
        false => (high - rest, -slope),
    }
}

impl Sizes {
    fn plane(&self) -> usize {
        self.image[0] * self.image[1]
    }

    /// The pixels of each point of one grid.
    fn pixels<A: Float>(&self, grid: &[A], sampling: Sampling) -> Vec<Pixels> {
        let point = |point: &[A]| sampling.pixels([point[0].to_double(), point[1].to_double()], self.image);
        grid.chunks_exact(2).map(point).collect()
    }

    /// What the points see of each channel.
    pub(crate) fn sampled<A: Float>(&self, x: &[A], grid: &[A], sampling: Sampling) -> Vec<A> {
        let size = self.channels * self.plane();
        blocks(self.batch, self.channels * self.points, &|n, y: &mut [A]| {
            let pixels = self.pixels(&grid[n * 2 * self.points..][..2 * self.points], sampling);
            let planes = x[n * size..][..size].chunks_exact(self.plane());
            for (x, y) in planes.zip(y.chunks_exact_mut(self.points.max(1))) {
                for (y, pixels) in y.iter_mut().zip(&pixels) {
                    *y = pixels.iter().flatten().map(|pixel| A::of(pixel.weight) * x[pixel.place]).sum();
                }
            }
        })
    }

    /// The gradient of the images.
    pub(crate) fn images_backward<A: Float>(&self, dy: &[A], grid: &[A], sampling: Sampling) -> Vec<A> {
        let size = self.channels * self.points;
        blocks(self.batch, self.channels * self.plane(), &|n, dx: &mut [A]| {
            let pixels = self.pixels(&grid[n * 2 * self.points..][..2 * self.points], sampling);
            let planes = dy[n * size..][..size].chunks_exact(self.points.max(1));
            for (dy, dx) in planes.zip(dx.chunks_exact_mut(self.plane())) {
                for (&dy, pixels) in dy.iter().zip(&pixels) {
                    pixels.iter().flatten().for_each(|pixel| dx[pixel.place] += A::of(pixel.weight) * dy);
                }
            }
        })
    }

    /// The gradient of the grids.
    pub(crate) fn grids_backward<A: Float>(
        &self,
        dy: &[A],
        x: &[A],
        grid: &[A],
        sampling: Sampling,
    ) -> Vec<A> {
        let (plane, channels) = (self.plane(), self.channels);
        blocks(self.batch, 2 * self.points, &|n, dgrid: &mut [A]| {
            let pixels = self.pixels(&grid[n * 2 * self.points..][..2 * self.points], sampling);
            for channel in n * channels..(n + 1) * channels {
                let (x, dy) = (&x[channel * plane..][..plane], &dy[channel * self.points..]);
                for ((dgrid, pixels), &dy) in dgrid.chunks_exact_mut(2).zip(&pixels).zip(dy) {
                    for pixel in pixels.iter().flatten() {
                        dgrid[0] += A::of(pixel.slopes[0]) * x[pixel.place] * dy;
                        dgrid[1] += A::of(pixel.slopes[1]) * x[pixel.place] * dy;
                    }
                }
            }
        })
    }
}
