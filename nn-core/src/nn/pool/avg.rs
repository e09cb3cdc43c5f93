//! `AvgPool1d`, `AvgPool2d` and `AvgPool3d`.

use super::super::forward::forward;
use super::super::layer::{layer, unless_default};
use super::super::spec::{axis_setters, own_spec, setters};
use super::layer::{pool, pooled};
use super::options::PoolOptions;
use crate::Forward;
use crate::ops::avg_pool;
use crate::shape::{Message, Shape};
use crate::storage::Float;
use crate::tensor::Tensor;

macro_rules! avg_pool {
    ($pool:ident, $axes:tt, $ranks:tt) => {
        layer!(
            $pool {} | layer | "{}{}{}",
            layer.options,
            unless_default("count_include_pad", layer.count_include_pad, true),
            layer.divisor_override.map(|n| format!(", divisor_override={n}")).unwrap_or_default()
        );
        pool!($pool, $axes, $ranks, (kernel_size: usize));

        impl $pool {
            /// Windows of `kernel_size` elements along each axis, side by side.
            pub const fn new(kernel_size: usize) -> Self {
                let options = PoolOptions::new(kernel_size);
                $pool { options, count_include_pad: true, divisor_override: None }
            }

            #[track_caller]
            fn apply<const N: usize, A: Float>(&self, x: Tensor<N, A>) -> Tensor<N, A> {
                let mut windows = self.options.windows(|| self.describe(), &x);
                for (axis, windows) in windows.iter_mut().enumerate() {
                    match self.divisor_override {
                        Some(divisor) => windows.divide_by(if axis == 0 { divisor } else { 1 }),
                        None if self.count_include_pad => windows.count_padding(self.options.window(axis)),
                        None => {}
                    }
                }
                let (shape, plane) = pooled(x.shape(), windows);
                avg_pool(x, shape, plane)
            }
        }

        axis_setters!($axes $pool, [options] {
            /// Sets the padding on each side; by default 0, at most half of the window.
            padding padding_hw padding_dhw,
        });

        setters!($pool {
            /// Sets whether the zeros of the padding count in the mean; by default they do.
            count_include_pad: bool,
        });
    };
}

macro_rules! divisor_override {
    ($($pool:ident),*) => {$(
        impl $pool {
            /// Sets what each sum is divided by; by default the number of its elements.
            ///
            /// # Panics
            ///
            /// If it is 0.
            #[track_caller]
            pub const fn divisor_override(mut self, divisor: usize) -> Self {
                assert!(divisor > 0, concat!(stringify!($pool), ": divisor_override must not be 0"));
                self.divisor_override = Some(divisor);
                self
            }
        }
    )*};
}

/// The mean of each window of an image:
/// [`torch.nn.AvgPool2d`](https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html).
///
/// # Shapes
///
/// `[batch, channels, height, width]`, or without the batch, to the same with
/// `height' = (height + 2·padding − kernel) / stride + 1`, rounded down, or up with `ceil_mode`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let x = Tensor::from(ndarray::array![[[1.0, 2.0], [3.0, 6.0]]]);
/// assert_eq!(AvgPool2d::new(2).forward(x).into_array(), ndarray::array![[[3.0]]]);
/// ```
#[doc(alias = "avg_pool2d")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AvgPool2d {
    options: PoolOptions<2>,
    count_include_pad: bool,
    divisor_override: Option<usize>,
}

avg_pool!(AvgPool2d, 2, [3, 4]);

setters!(AvgPool2d {
    /// Sets the height and the width of the window.
    kernel_size: [usize; 2] => options.kernel_size,
});

divisor_override!(AvgPool2d, AvgPool3d);

/// The mean of each window of a volume:
/// [`torch.nn.AvgPool3d`](https://pytorch.org/docs/stable/generated/torch.nn.AvgPool3d.html).
///
/// # Shapes
///
/// `[batch, channels, depth, height, width]`, or without the batch, to the same with
/// `depth' = (depth + 2·padding − kernel) / stride + 1`, rounded down, or up with `ceil_mode`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let x = Tensor::from(ndarray::array![[[[1.0, 2.0]], [[3.0, 6.0]]]]);
/// assert_eq!(AvgPool3d::new(1).kernel_size([2, 1, 2]).forward(x).as_slice(), [3.0]);
/// ```
#[doc(alias = "avg_pool3d")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AvgPool3d {
    options: PoolOptions<3>,
    count_include_pad: bool,
    divisor_override: Option<usize>,
}

avg_pool!(AvgPool3d, 3, [4, 5]);

setters!(AvgPool3d {
    /// Sets the depth, the height and the width of the window.
    kernel_size: [usize; 3] => options.kernel_size,
});

/// The mean of each window of a sequence:
/// [`torch.nn.AvgPool1d`](https://pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html).
///
/// # Shapes
///
/// `[batch, channels, length]`, or without the batch, to the same with
/// `length' = (length + 2·padding − kernel) / stride + 1`, rounded down, or up with `ceil_mode`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let x = Tensor::from(ndarray::array![[1.0, 3.0, 2.0, 6.0]]);
/// assert_eq!(AvgPool1d::new(2).forward(x).as_slice(), [2.0, 4.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AvgPool1d {
    options: PoolOptions<1>,
    count_include_pad: bool,
    /// As in PyTorch, only pools over images and volumes have a setter for it.
    divisor_override: Option<usize>,
}

avg_pool!(AvgPool1d, 1, [2, 3]);

#[cfg(test)]
mod tests {
    use super::{AvgPool1d, AvgPool2d, AvgPool3d};
    use crate::gradcheck::{gradcheck, irregular};
    use crate::{Forward, Tensor};

    #[test]
    fn every_setting() {
        let x = irregular([2, 3, 7, 6]);
        let plain = AvgPool2d::new(3);
        let pools = [
            AvgPool2d::new(2),
            plain.stride(1),
            plain.stride(2).padding(1),
            plain.stride(2).padding(1).count_include_pad(false),
            plain.stride(2).ceil_mode(true),
            plain.padding(1).divisor_override(5),
            plain.kernel_size([2, 3]).stride_hw([3, 1]).padding_hw([1, 0]).ceil_mode(true),
        ];
        for pool in pools {
            gradcheck(x.clone(), |x| pool.forward(x)).unwrap();
        }
        gradcheck(irregular([2, 3, 9]), |x| AvgPool1d::new(3).padding(1).forward(x)).unwrap();
        gradcheck(irregular([3, 9]), |x| AvgPool1d::new(2).ceil_mode(true).forward(x)).unwrap();
    }

    #[test]
    fn volumes() {
        let x = irregular([1, 2, 4, 5, 3]);
        let plain = AvgPool3d::new(2);
        let pools = [
            plain.stride(1),
            plain.kernel_size([3, 2, 2]).stride_dhw([2, 3, 1]).padding_dhw([1, 0, 1]).ceil_mode(true),
            plain.padding(1).count_include_pad(false),
            plain.divisor_override(3),
        ];
        for pool in pools {
            gradcheck(x.clone(), |x| pool.forward(x)).unwrap();
        }
    }

    #[test]
    fn what_the_mean_divides_by() {
        let ones = Tensor::<2>::full([1, 5], 1.0);
        let padded = AvgPool1d::new(2).padding(1);
        assert_eq!(padded.forward(ones.clone()).as_slice(), [0.5, 1.0, 1.0]);
        assert_eq!(padded.count_include_pad(false).forward(ones.clone()).as_slice(), [1.0, 1.0, 1.0]);
        // What lies beyond the padding never counts.
        assert_eq!(AvgPool1d::new(2).ceil_mode(true).forward(ones).as_slice(), [1.0, 1.0, 1.0]);
        let ones = Tensor::<3>::full([1, 2, 2], 1.0);
        assert_eq!(AvgPool2d::new(2).divisor_override(8).forward(ones).as_slice(), [0.5]);
        let ones = Tensor::<4>::full([1, 3, 2, 2], 1.0);
        let padded = AvgPool3d::new(2).kernel_size([2, 1, 2]).padding_dhw([1, 0, 1]);
        assert_eq!(padded.forward(ones.clone()).as_slice(), [[0.25; 4], [0.5; 4]].concat());
        assert_eq!(padded.count_include_pad(false).forward(ones).as_slice(), [1.0; 8]);
    }
}
