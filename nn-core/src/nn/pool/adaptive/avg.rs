//! `AdaptiveAvgPool1d`, `AdaptiveAvgPool2d` and `AdaptiveAvgPool3d`.

use super::super::super::axes;
use super::super::super::forward::forward;
use super::super::super::layer::layer;
use super::super::super::spec::{own_spec, setters};
use super::{adaptive, output_shape, plane, printed};
use crate::Forward;
use crate::kernels::windows::Plane;
use crate::ops::avg_pool;
use crate::shape::{Message, Shape};
use crate::storage::Float;
use crate::tensor::Tensor;

adaptive! {
    /// The means of as many windows as asked for:
    /// [`torch.nn.AdaptiveAvgPool1d`](https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, length]`, or without the batch, to the same with a length of `output_size`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[1.0, 2.0, 6.0]]);
    /// assert_eq!(AdaptiveAvgPool1d::new(2).forward(x).as_slice(), [1.5, 4.0]);
    /// ```
    AdaptiveAvgPool1d, 1, [2, 3], avg_pool
}

adaptive! {
    /// The means of as many windows as asked for; of a single one, the mean of each channel:
    /// [`torch.nn.AdaptiveAvgPool2d`](https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, height, width]`, or without the batch, to the same with the height and width asked for.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::<4>::full([2, 512, 7, 7], 0.5);
    /// assert_eq!(AdaptiveAvgPool2d::new(1).forward(x.clone()).into_array(), ndarray::Array4::from_elem([2, 512, 1, 1], 0.5));
    ///
    /// let columns = AdaptiveAvgPool2d::new(1).output_size([Some(1), None]);
    /// assert_eq!(columns.forward(x).shape(), [2, 512, 1, 7]);
    /// ```
    #[doc(alias = "adaptive_avg_pool2d")]
    AdaptiveAvgPool2d, 2, [3, 4], avg_pool
}

adaptive! {
    /// The means of as many windows as asked for; of a single one, the mean of each channel:
    /// [`torch.nn.AdaptiveAvgPool3d`](https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool3d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, depth, height, width]`, or without the batch, to the same with the sizes asked for.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::<5>::full([2, 8, 4, 7, 7], 0.5);
    /// assert_eq!(AdaptiveAvgPool3d::new(1).forward(x.clone()).as_slice(), [0.5; 16]);
    ///
    /// let slices = AdaptiveAvgPool3d::new(1).output_size([None, Some(2), Some(3)]);
    /// assert_eq!(slices.forward(x).shape(), [2, 8, 4, 2, 3]);
    /// ```
    AdaptiveAvgPool3d, 3, [4, 5], avg_pool
}

setters!(AdaptiveAvgPool2d {
    /// Sets the height and the width of the output; `None` keeps that of the input.
    output_size: [Option<usize>; 2],
});

setters!(AdaptiveAvgPool3d {
    /// Sets the depth, the height and the width of the output; `None` keeps that of the input.
    output_size: [Option<usize>; 3],
});
