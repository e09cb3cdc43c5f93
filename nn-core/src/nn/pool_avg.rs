//! `AvgPool1d` and `AvgPool2d`.

use super::layer::{layer, own_spec, unless_default};
use super::pool::{Window, pool_forward, pooled, window_1d, window_2d};
use crate::kernels::windows::Plane;
use crate::ops::avg_pool;
use crate::storage::Float;
use crate::tensor::Tensor;

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
    window: Window,
    count_include_pad: bool,
    divisor_override: Option<usize>,
}

layer!(
    AvgPool2d {} | layer | "{}{}{}",
    layer.window.describe(2),
    unless_default("count_include_pad", layer.count_include_pad, true),
    layer.divisor_override.map(|n| format!(", divisor_override={n}")).unwrap_or_default()
);
own_spec!(AvgPool2d);
window_2d!(AvgPool2d);
pool_forward!(AvgPool2d, [3, 4], |layer, x| {
    let plane = layer.plane(&x);
    let shape = pooled(x.shape(), &plane, 2);
    avg_pool(x, shape, plane)
});

impl AvgPool2d {
    /// Square windows side by side; [`kernel_size`](Self::kernel_size) makes them oblong.
    pub const fn new(kernel_size: usize) -> Self {
        let window = Window::new([kernel_size; 2]);
        AvgPool2d { window, count_include_pad: true, divisor_override: None }
    }

    /// The same as [`new`](Self::new): the layer is its own spec.
    pub const fn spec(kernel_size: usize) -> Self {
        Self::new(kernel_size)
    }

    /// Whether the zeros of the padding count in the mean; by default they do.
    pub const fn count_include_pad(mut self, count_include_pad: bool) -> Self {
        self.count_include_pad = count_include_pad;
        self
    }

    /// What each sum is divided by, instead of the number of its elements.
    ///
    /// # Panics
    ///
    /// If it is 0.
    #[track_caller]
    pub const fn divisor_override(mut self, divisor: usize) -> Self {
        assert!(divisor > 0, "AvgPool2d: divisor_override must not be 0");
        self.divisor_override = Some(divisor);
        self
    }

    #[track_caller]
    fn plane<const N: usize, A: Float>(&self, x: &Tensor<N, A>) -> Plane {
        let Plane { rows, cols } = self.window.over(|| self.describe(), x, 2);
        if let Some(divisor) = self.divisor_override {
            return Plane { rows: rows.divided_by(divisor), cols: cols.divided_by(1) };
        }
        if !self.count_include_pad {
            return Plane { rows, cols };
        }
        let (down, along) = (self.window.slide(0), self.window.slide(1));
        Plane { rows: rows.counting_padding(down), cols: cols.counting_padding(along) }
    }
}

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
    window: Window,
    count_include_pad: bool,
}

layer!(
    AvgPool1d {} | layer | "{}{}",
    layer.window.describe(1),
    unless_default("count_include_pad", layer.count_include_pad, true)
);
own_spec!(AvgPool1d);
window_1d!(AvgPool1d);
pool_forward!(AvgPool1d, [2, 3], |layer, x| {
    let plane = layer.plane(&x);
    let shape = pooled(x.shape(), &plane, 1);
    avg_pool(x, shape, plane)
});

impl AvgPool1d {
    /// Windows side by side.
    pub const fn new(kernel_size: usize) -> Self {
        AvgPool1d { window: Window::new([1, kernel_size]), count_include_pad: true }
    }

    /// The same as [`new`](Self::new): the layer is its own spec.
    pub const fn spec(kernel_size: usize) -> Self {
        Self::new(kernel_size)
    }

    /// Whether the zeros of the padding count in the mean; by default they do.
    pub const fn count_include_pad(mut self, count_include_pad: bool) -> Self {
        self.count_include_pad = count_include_pad;
        self
    }

    #[track_caller]
    fn plane<const N: usize, A: Float>(&self, x: &Tensor<N, A>) -> Plane {
        let Plane { rows, cols } = self.window.over(|| self.describe(), x, 1);
        if !self.count_include_pad {
            return Plane { rows, cols };
        }
        Plane { rows, cols: cols.counting_padding(self.window.slide(1)) }
    }
}

#[cfg(test)]
mod tests {
    use super::{AvgPool1d, AvgPool2d};
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
    fn what_the_mean_divides_by() {
        let ones = Tensor::<2>::full([1, 5], 1.0);
        let padded = AvgPool1d::new(2).padding(1);
        assert_eq!(padded.forward(ones.clone()).as_slice(), [0.5, 1.0, 1.0]);
        assert_eq!(padded.count_include_pad(false).forward(ones.clone()).as_slice(), [1.0, 1.0, 1.0]);
        // What lies beyond the padding never counts.
        assert_eq!(AvgPool1d::new(2).ceil_mode(true).forward(ones).as_slice(), [1.0, 1.0, 1.0]);
        let ones = Tensor::<3>::full([1, 2, 2], 1.0);
        assert_eq!(AvgPool2d::new(2).divisor_override(8).forward(ones).as_slice(), [0.5]);
    }
}
