//! Images looked at through a grid of points.

use super::Operand;
use crate::kernels::grid_sample::{Outside, Sampling, Sizes};
use crate::operation::Operation;
use crate::storage::Float;
use crate::tensor::{Op, Tensor, either, fits, volume};

/// How a point becomes pixels: by default by lines between the four around it, with zeros outside of the image, whose outer
/// sides are at −1 and 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GridSampleOptions {
    /// Whether a point is the nearest pixel, and not a mean of four: PyTorch's `mode="nearest"`.
    pub nearest: bool,
    /// What is outside of the image.
    pub padding_mode: Outside,
    /// Whether the middles of the outermost pixels are at −1 and 1, not their outer sides.
    pub align_corners: bool,
}

impl GridSampleOptions {
    /// By lines between pixels, with zeros outside.
    pub const fn new() -> Self {
        GridSampleOptions { nearest: false, padding_mode: Outside::Zeros, align_corners: false }
    }

    /// Sets whether a point is the nearest pixel.
    pub const fn nearest(self, nearest: bool) -> Self {
        GridSampleOptions { nearest, ..self }
    }

    /// Sets what is outside of the image.
    pub const fn padding_mode(self, padding_mode: Outside) -> Self {
        GridSampleOptions { padding_mode, ..self }
    }

    /// Sets whether the middles of the outermost pixels are at −1 and 1.
    pub const fn align_corners(self, align_corners: bool) -> Self {
        GridSampleOptions { align_corners, ..self }
    }
}

impl<A: Float> Tensor<4, A> {
    /// What each point of a grid sees of an image, as
    /// [`grid_sample`](https://docs.pytorch.org/docs/2.8/generated/torch.nn.functional.grid_sample.html) of
    /// `torch.nn.functional`: the last axis of the grid has a point's column and its row, from −1 on the left and at the top
    /// to 1. Images and grid both have gradients.
    ///
    /// Shapes: `[batch, channels, height, width]` and a grid `[batch, height', width', 2]` give
    /// `[batch, channels, height', width']`.
    ///
    /// ```
    /// use nn_core::ops::GridSampleOptions;
    /// use nn_core::prelude::*;
    ///
    /// // The middle of an image, and a point beside it.
    /// let image = Tensor::<4>::new([1, 1, 2, 2], vec![1.0, 2.0, 3.0, 4.0]);
    /// let grid = Tensor::<4>::new([1, 1, 2, 2], vec![0.0, 0.0, 3.0, 0.0]);
    /// let y = image.grid_sample(&grid, GridSampleOptions::new());
    /// assert_eq!(y.as_slice(), [2.5, 0.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, or the images are empty.
    #[track_caller]
    pub fn grid_sample(self, grid: impl Operand<4, A>, options: GridSampleOptions) -> Self {
        let grid = grid.operand_of(&self);
        let ([batch, channels, height, width], [grids, rows, columns, two]) = (self.shape(), grid.shape());
        fits!(
            either(self.place(), grid.place()),
            grids == batch && two == 2 && height * width > 0,
            "grid_sample: expected images of shape [batch, channels, height, width] and a grid of shape \
             [batch, height', width', 2], got {:?} and {:?}",
            self.shape(),
            grid.shape()
        );
        let shape = [batch, channels, rows, columns];
        volume::<A>("grid_sample", &shape);
        let sizes = Sizes { batch, channels, image: [height, width], points: rows * columns };
        let GridSampleOptions { nearest, padding_mode: outside, align_corners } = options;
        let sampling = Sampling { nearest, outside, align_corners };
        let mut op = Op::named("grid_sample");
        let (images, points) = (op.input(&self), op.input(&grid));
        op.means(|| Operation::GridSample(sampling));
        op.run(
            shape,
            |keep| {
                let y = Tensor::new(shape, sizes.sampled(self.as_slice(), grid.as_slice(), sampling));
                (y, keep.value(|| (self.off_tape(), grid.off_tape())))
            },
            move |(x, grid), dy, grads| {
                let (x, grid, dy) = (x.as_slice(), grid.as_slice(), dy.as_slice());
                grads.add_with(images, || {
                    Tensor::new(images.shape(), sizes.images_backward(dy, grid, sampling))
                });
                grads.add_with(points, || {
                    Tensor::new(points.shape(), sizes.grids_backward(dy, x, grid, sampling))
                });
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{GridSampleOptions, Outside};
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    fn all() -> impl Iterator<Item = GridSampleOptions> {
        let outside = [Outside::Zeros, Outside::Border, Outside::Reflection];
        let options = |outside| {
            [false, true].map(|corners| GridSampleOptions::new().padding_mode(outside).align_corners(corners))
        };
        outside.into_iter().flat_map(options)
    }

    /// Points inside and far outside of an image of 3 rows and 4 columns, none of them where two lines meet.
    fn points() -> Tensor<4, f64> {
        let points = [-0.93, 0.21, 0.37, -0.52, 1.41, 0.17, -1.63, -1.27, 0.11, 2.83, 4.37, -3.71];
        Tensor::new([2, 3, 1, 2], points.to_vec())
    }

    /// What `torch.nn.functional.grid_sample` gives for the same images and points.
    #[test]
    fn as_pytorch_does() {
        let by_lines = [
            [0.272, 1.4192, 0.0, 0.0, 0.0, 0.0],
            [0.77255, 1.9746, 0.05775, 0.12045, 0.0, 0.0],
            [0.425, 1.4192, -0.275, 3.0, -2.88, 2.0],
            [0.77255, 1.9746, 0.15, 3.0, -2.66, 2.0],
            [0.425, 1.4192, 1.005, -0.04, 4.04, -0.9866],
            [0.77255, 1.9746, 2.61, 0.67665, 3.43145, -0.49455],
        ];
        let nearest = [
            [2.0, -1.0, 0.0, 0.0, 0.0, 0.0],
            [2.0, -1.0, 0.0, 0.0, 0.0, 0.0],
            [2.0, -1.0, 1.0, 3.0, -4.0, 2.0],
            [2.0, -1.0, 1.0, 3.0, -4.0, 2.0],
            [2.0, -1.0, 1.0, -1.0, 6.0, 1.0],
            [2.0, -1.0, 5.0, -1.0, 6.0, 1.0],
        ];
        let x = Tensor::<4, f64>::new([2, 1, 3, 4], (0..24).map(|i| f64::from(i * 7 % 11 - 4)).collect());
        for (is_nearest, wants) in [(false, by_lines), (true, nearest)] {
            for (options, want) in all().zip(wants) {
                let y = x.clone().grid_sample(points(), options.nearest(is_nearest));
                let near = y.as_slice().iter().zip(want).all(|(y, want)| (y - want).abs() < 1e-6);
                assert!(near, "{options:?}: {:?} instead of {want:?}", y.as_slice());
            }
        }
    }

    #[test]
    fn points_that_are_no_numbers_see_nothing() {
        let grid = Tensor::<4>::new([1, 1, 3, 2], vec![f32::NAN, 0.0, f32::INFINITY, 0.0, -1e30, 0.0]);
        let y = Tensor::<4>::ones([1, 1, 2, 2]).grid_sample(grid, GridSampleOptions::new());
        assert_eq!(y.as_slice(), [0.0; 3]);
    }

    #[test]
    fn what_is_outside_sees_no_pixel_whatever_it_holds() {
        let x = Tensor::<4>::new([1, 1, 1, 2], vec![f32::NAN, 1.0]);
        let grid = Tensor::<4>::new([1, 1, 2, 2], vec![3.0, 0.0, 0.5, 0.0]);
        for nearest in [false, true] {
            let y = x.clone().grid_sample(&grid, GridSampleOptions::new().nearest(nearest));
            assert_eq!(y.as_slice(), [0.0, 1.0]);
        }
    }

    #[test]
    fn gradients() {
        let x = irregular([2, 2, 3, 4]);
        for options in all() {
            gradcheck(x.clone(), |x| x.grid_sample(points(), options)).unwrap();
            gradcheck(points(), |grid| x.clone().grid_sample(grid, options)).unwrap();
            gradcheck(x.clone(), |x| x.grid_sample(points(), options.nearest(true))).unwrap();
        }
    }
}
