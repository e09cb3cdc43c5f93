//! `MaxPool1d` and `MaxPool2d`.

use super::super::axes;
use super::super::forward::{forward, traced};
use super::super::layer::layer;
use super::super::spec::{axis_setters, own_spec, setters};
use super::layer::{pool, pooled};
use super::options::PoolOptions;
use crate::Forward;
use crate::kernels::windows::Plane;
use crate::ops::{max_pool, max_pool_with_indices};
use crate::shape::{Message, Shape};
use crate::storage::Float;
use crate::tensor::{Tensor, fits};

macro_rules! max_pool {
    ($pool:ident, $axes:tt, $ranks:tt) => {
        layer!($pool {} |layer| "{}", layer.options);
        pool!($pool, $axes, $ranks);

        impl $pool {
            /// Windows of `kernel_size` elements along each axis, side by side.
            pub const fn new(kernel_size: usize) -> Self {
                $pool { options: PoolOptions::new(kernel_size) }
            }

            /// The largest elements, and for each its index in its sequence or, `row · width + column`, in its image:
            /// PyTorch's `return_indices=True`.
            ///
            /// # Panics
            ///
            /// If the window does not fit into the axes that are pooled, or there are none.
            #[track_caller]
            pub fn forward_with_indices<const N: usize, A: Float>(
                &self,
                x: Tensor<N, A>,
            ) -> (Tensor<N, A>, Tensor<N, usize>) {
                traced!(self.apply_with_indices(x))
            }

            #[track_caller]
            fn apply_with_indices<const N: usize, A: Float>(
                &self,
                x: Tensor<N, A>,
            ) -> (Tensor<N, A>, Tensor<N, usize>) {
                fits!(
                    x.place(),
                    N >= $axes,
                    "{}: expected an input of shape [..{}], got {:?}",
                    self.describe(),
                    axes::listed($axes),
                    x.shape()
                );
                let (shape, plane) = self.plane(&x);
                max_pool_with_indices(x, shape, plane)
            }

            #[track_caller]
            fn apply<const N: usize, A: Float>(&self, x: Tensor<N, A>) -> Tensor<N, A> {
                let (shape, plane) = self.plane(&x);
                max_pool(x, shape, plane)
            }

            #[track_caller]
            fn plane<const N: usize, A: Float>(&self, x: &Tensor<N, A>) -> ([usize; N], Plane) {
                pooled(x.shape(), self.options.windows(|| self.describe(), x))
            }
        }

        axis_setters!($axes $pool, [options] {
            /// Sets how far the elements of a window are apart; by default 1.
            dilation dilation_hw,
        });
    };
}

/// The largest element of each window of an image:
/// [`torch.nn.MaxPool2d`](https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html). Padding is never the
/// largest; among equal elements the first gets the gradient; NaN is larger than everything.
///
/// # Shapes
///
/// `[batch, channels, height, width]`, or without the batch, to the same with
/// `height' = (height + 2·padding − dilation·(kernel − 1) − 1) / stride + 1`, rounded down, or up with `ceil_mode`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let x = Tensor::from(ndarray::array![[[1.0, 2.0, 0.0, 0.0], [3.0, 4.0, 0.0, 5.0]]]);
/// assert_eq!(MaxPool2d::new(2).forward(x).into_array(), ndarray::array![[[4.0, 5.0]]]);
///
/// const POOL: MaxPool2d = MaxPool2d::new(3).stride(2).padding(1);
/// assert_eq!(POOL.forward(Tensor::<4>::zeros([1, 64, 112, 112])).shape(), [1, 64, 56, 56]);
/// ```
#[doc(alias = "max_pool2d")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MaxPool2d {
    options: PoolOptions<2>,
}

max_pool!(MaxPool2d, 2, [3, 4]);

setters!(MaxPool2d {
    /// Sets the height and the width of the window.
    kernel_size: [usize; 2] => options.kernel_size,
});

/// The largest element of each window of a sequence:
/// [`torch.nn.MaxPool1d`](https://pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html).
///
/// # Shapes
///
/// `[batch, channels, length]`, or without the batch, to the same with
/// `length' = (length + 2·padding − dilation·(kernel − 1) − 1) / stride + 1`, rounded down, or up with `ceil_mode`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let x = Tensor::from(ndarray::array![[1.0, 3.0, 2.0, 5.0]]);
/// assert_eq!(MaxPool1d::new(2).forward(x.clone()).as_slice(), [3.0, 5.0]);
/// assert_eq!(MaxPool1d::new(2).stride(1).forward(x).as_slice(), [3.0, 3.0, 5.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MaxPool1d {
    options: PoolOptions<1>,
}

max_pool!(MaxPool1d, 1, [2, 3]);

#[cfg(test)]
mod tests {
    use super::{MaxPool1d, MaxPool2d};
    use crate::gradcheck::{gradcheck, irregular};
    use crate::{Forward, Tensor};

    #[test]
    fn every_setting() {
        let x = irregular([2, 3, 7, 6]);
        let plain = MaxPool2d::new(3);
        let pools = [
            MaxPool2d::new(2),
            plain,
            plain.stride(1),
            plain.stride(2).padding(1),
            plain.stride(2).ceil_mode(true),
            plain.dilation(2).padding(2).stride(1),
            plain
                .kernel_size([2, 3])
                .stride_hw([3, 1])
                .padding_hw([1, 0])
                .dilation_hw([1, 2])
                .ceil_mode(true),
        ];
        for pool in pools {
            gradcheck(x.clone(), |x| pool.forward(x)).unwrap();
        }
        gradcheck(irregular([2, 3, 9]), |x| MaxPool1d::new(3).dilation(2).padding(2).forward(x)).unwrap();
        gradcheck(irregular([3, 9]), |x| MaxPool1d::new(2).ceil_mode(true).forward(x)).unwrap();
    }

    /// The definition, element by element.
    fn slow(x: &Tensor<4, f64>, kernel: usize, stride: usize, padding: usize) -> Vec<f64> {
        let [batch, channels, height, width] = x.shape();
        let size = |size: usize| (size + 2 * padding - kernel) / stride + 1;
        let mut y = Vec::new();
        for (n, c) in (0..batch).flat_map(|n| (0..channels).map(move |c| (n, c))) {
            for (i, j) in (0..size(height)).flat_map(|i| (0..size(width)).map(move |j| (i, j))) {
                let inside = |at: usize, k: usize| (at * stride + k).checked_sub(padding);
                let window = (0..kernel).flat_map(|a| (0..kernel).map(move |b| (inside(i, a), inside(j, b))));
                let elements = window.filter_map(|(row, col)| x.as_array().get([n, c, row?, col?]).copied());
                y.push(elements.fold(f64::NEG_INFINITY, f64::max));
            }
        }
        y
    }

    #[test]
    fn many_planes_against_the_definition() {
        let x = irregular([8, 5, 30, 31]);
        for (kernel, stride, padding) in [(2, 2, 0), (3, 2, 1), (3, 1, 0), (5, 3, 2)] {
            let pool = MaxPool2d::new(kernel).stride(stride).padding(padding);
            let y = pool.forward(x.clone());
            assert_eq!(y.as_slice(), slow(&x, kernel, stride, padding), "{}", pool.describe());
        }
    }

    #[test]
    fn among_equal_elements_the_first_in_reading_order() {
        let x = Tensor::from(ndarray::array![[[0.0, 5.0], [5.0, 0.0]], [[7.0, 7.0], [7.0, 7.0]]]);
        let (y, at) = MaxPool2d::new(2).forward_with_indices(x);
        assert_eq!((y.as_slice(), at.as_slice()), (&[5.0, 7.0][..], &[1, 0][..]));
    }

    #[test]
    fn what_is_not_a_number_is_kept() {
        let nan = f32::NAN;
        for x in [[nan, 1.0, 2.0, 3.0], [1.0, nan, 2.0, 3.0], [1.0, 2.0, nan, 3.0], [1.0, 2.0, 3.0, nan]] {
            let y = MaxPool2d::new(2).forward(Tensor::new([1, 2, 2], x.to_vec()));
            assert!(y.as_slice()[0].is_nan(), "{x:?}");
        }
        let lowest = Tensor::full([1, 2, 2], f32::NEG_INFINITY);
        let (y, at) = MaxPool2d::new(2).forward_with_indices(lowest);
        assert_eq!((y.as_slice()[0], at.as_slice()[0]), (f32::NEG_INFINITY, 0));
    }

    #[test]
    #[should_panic(
        expected = "MaxPool2d(kernel_size=5): expected an input of shape [.., height >= 5, width >= 5], got [1, 3, 4, 4]"
    )]
    fn the_window_must_fit() {
        let _ = MaxPool2d::new(5).forward(irregular([1, 3, 4, 4]));
    }

    #[test]
    #[should_panic(
        expected = "MaxPool1d(kernel_size=3, stride=1, padding=2): the padding of 2 is more than half of the window of 3"
    )]
    fn the_padding_must_be_small() {
        let _ = MaxPool1d::new(3).stride(1).padding(2).forward(irregular([3, 4]));
    }
}
