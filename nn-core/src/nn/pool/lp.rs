//! `LpPool1d`, `LpPool2d` and `LpPool3d`.

use super::super::forward::forward;
use super::super::layer::layer;
use super::super::spec::{axis_setters, own_spec, setters};
use super::layer::{pool, pooled};
use super::options::PoolOptions;
use crate::Forward;
use crate::ops::lp_pool;
use crate::shape::{Message, Shape};
use crate::storage::Float;
use crate::tensor::Tensor;

/// The layer `$pool` over `$axes` axes of tensors of these ranks.
macro_rules! lp_pool {
    ($(#[$doc:meta])* $pool:ident, $axes:tt, $ranks:tt) => {
        $(#[$doc])*
        ///
        /// A window that reaches beyond the input by [`ceil_mode`](Self::ceil_mode) counts, as in PyTorch, as if all of its
        /// elements had the mean `xᵖ` of those within. The gradient of a window of zeros is 0.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $pool {
            norm_type: f64,
            options: PoolOptions<$axes>,
        }

        layer!($pool {} |layer| "norm_type={}, {}", layer.norm_type, layer.options);
        pool!($pool, $axes, $ranks, (norm_type: f64, kernel_size: usize));

        impl $pool {
            /// The norms of windows of `kernel_size` elements along each axis, side by side: the `p` of the norm is
            /// `norm_type`.
            ///
            /// # Panics
            ///
            /// If `norm_type` is 0.
            #[track_caller]
            pub const fn new(norm_type: f64, kernel_size: usize) -> Self {
                assert!(norm_type != 0.0, concat!(stringify!($pool), ": norm_type must not be 0"));
                $pool { norm_type, options: PoolOptions::new(kernel_size) }
            }

            #[track_caller]
            fn apply<const N: usize, A: Float>(&self, x: Tensor<N, A>) -> Tensor<N, A> {
                let windows = self.options.windows(|| self.describe(), &x);
                let (shape, plane) = pooled(x.shape(), windows);
                lp_pool(x, shape, plane, self.norm_type, self.options.kernel_size.iter().product())
            }
        }
    };
}

lp_pool! {
    /// The norm `(Σ xᵖ)^(1/p)` of each window of a sequence:
    /// [`torch.nn.LPPool1d`](https://pytorch.org/docs/stable/generated/torch.nn.LPPool1d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, length]`, or without the batch, to the same with
    /// `length' = (length − kernel) / stride + 1`, rounded down, or up with `ceil_mode`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[3.0, 4.0, 0.0, 5.0]]);
    /// assert_eq!(LpPool1d::new(2.0, 2).forward(x).as_slice(), [5.0, 5.0]);
    /// ```
    #[doc(alias("LPPool1d", "lp_pool1d"))]
    LpPool1d, 1, [2, 3]
}

lp_pool! {
    /// The norm `(Σ xᵖ)^(1/p)` of each window of an image:
    /// [`torch.nn.LPPool2d`](https://pytorch.org/docs/stable/generated/torch.nn.LPPool2d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, height, width]`, or without the batch, to the same with
    /// `height' = (height − kernel) / stride + 1`, rounded down, or up with `ceil_mode`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[[2.0, 4.0], [4.0, 8.0]]]);
    /// assert_eq!(LpPool2d::new(2.0, 2).forward(x.clone()).as_slice(), [10.0]);
    /// assert_eq!(LpPool2d::new(1.0, 2).forward(x).as_slice(), [18.0]);
    /// ```
    #[doc(alias("LPPool2d", "lp_pool2d"))]
    LpPool2d, 2, [3, 4]
}

lp_pool! {
    /// The norm `(Σ xᵖ)^(1/p)` of each window of a volume:
    /// [`torch.nn.LPPool3d`](https://pytorch.org/docs/stable/generated/torch.nn.LPPool3d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, depth, height, width]`, or without the batch, to the same with
    /// `depth' = (depth − kernel) / stride + 1`, rounded down, or up with `ceil_mode`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[[[2.0, 4.0]], [[4.0, 8.0]]]]);
    /// assert_eq!(LpPool3d::new(2.0, 2).kernel_size([2, 1, 2]).forward(x).as_slice(), [10.0]);
    /// ```
    #[doc(alias("LPPool3d", "lp_pool3d"))]
    LpPool3d, 3, [4, 5]
}

setters!(LpPool2d {
    /// Sets the height and the width of the window.
    kernel_size: [usize; 2] => options.kernel_size,
});

setters!(LpPool3d {
    /// Sets the depth, the height and the width of the window.
    kernel_size: [usize; 3] => options.kernel_size,
});

#[cfg(test)]
mod tests {
    use super::{LpPool1d, LpPool2d, LpPool3d};
    use crate::gradcheck::{gradcheck, irregular};
    use crate::{Forward, Tensor};

    #[test]
    fn every_setting() {
        for p in [1.0, 1.5, 2.0, 3.0] {
            let x = irregular([2, 3, 7]).powi(2);
            let pool = LpPool1d::new(p, 2).stride(1).ceil_mode(true);
            gradcheck(x, |x| pool.forward(x)).unwrap();
        }
        let pool = LpPool2d::new(2.0, 1).kernel_size([3, 2]).stride_hw([2, 1]).ceil_mode(true);
        gradcheck(irregular([2, 6, 5]), |x| pool.forward(x)).unwrap();
        let pool = LpPool3d::new(2.0, 2).kernel_size([1, 2, 3]).stride(2);
        gradcheck(irregular([1, 2, 3, 4, 5]), |x| pool.forward(x)).unwrap();
    }

    #[test]
    fn what_reaches_beyond_the_input_counts_as_the_mean_of_the_rest() {
        let x = Tensor::from(ndarray::array![[3.0, 4.0, 6.0]]);
        let y = LpPool1d::new(2.0, 2).ceil_mode(true).forward(x);
        assert_eq!(y.as_slice(), [5.0, 72f32.sqrt()]);
    }
}
