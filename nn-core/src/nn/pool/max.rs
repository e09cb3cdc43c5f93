//! `MaxPool1d`, `MaxPool2d` and `MaxPool3d`.

use super::super::axes;
use super::super::forward::{forward, traced};
use super::super::layer::layer;
use super::super::spec::{axis_setters, own_spec, setters};
use super::layer::{pool, pooled, with_indices};
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
        pool!($pool, $axes, $ranks, (kernel_size: usize));
        with_indices!($pool, $axes);

        impl $pool {
            /// Windows of `kernel_size` elements along each axis, side by side.
            pub const fn new(kernel_size: usize) -> Self {
                $pool { options: PoolOptions::new(kernel_size) }
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
            /// Sets the padding on each side; by default 0, at most half of the window.
            padding padding_hw padding_dhw,
            /// Sets how far the elements of a window are apart; by default 1.
            dilation dilation_hw dilation_dhw,
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

/// The largest element of each window of a volume:
/// [`torch.nn.MaxPool3d`](https://pytorch.org/docs/stable/generated/torch.nn.MaxPool3d.html).
///
/// # Shapes
///
/// `[batch, channels, depth, height, width]`, or without the batch, to the same with
/// `depth' = (depth + 2·padding − dilation·(kernel − 1) − 1) / stride + 1`, rounded down, or up with `ceil_mode`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let x = Tensor::from(ndarray::array![[[[1.0, 2.0], [0.0, 5.0]], [[3.0, 4.0], [0.0, 0.0]]]]);
/// assert_eq!(MaxPool3d::new(2).forward(x.clone()).as_slice(), [5.0]);
/// assert_eq!(MaxPool3d::new(2).kernel_size([2, 1, 1]).forward(x).as_slice(), [3.0, 4.0, 0.0, 5.0]);
/// ```
#[doc(alias = "max_pool3d")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MaxPool3d {
    options: PoolOptions<3>,
}

max_pool!(MaxPool3d, 3, [4, 5]);

setters!(MaxPool3d {
    /// Sets the depth, the height and the width of the window.
    kernel_size: [usize; 3] => options.kernel_size,
});

#[cfg(test)]
mod tests;
