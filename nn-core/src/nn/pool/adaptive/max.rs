//! `AdaptiveMaxPool1d`, `AdaptiveMaxPool2d` and `AdaptiveMaxPool3d`.

use super::super::super::axes;
use super::super::super::forward::{forward, traced};
use super::super::super::layer::layer;
use super::super::super::spec::{own_spec, setters};
use super::super::layer::with_indices;
use super::{adaptive, output_shape, plane, printed};
use crate::Forward;
use crate::kernels::windows::Plane;
use crate::ops::{max_pool, max_pool_with_indices};
use crate::shape::{Message, Shape};
use crate::storage::Float;
use crate::tensor::{Tensor, fits};

adaptive! {
    /// The maxima of as many windows as asked for:
    /// [`torch.nn.AdaptiveMaxPool1d`](https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool1d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, length]`, or without the batch, to the same with a length of `output_size`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[1.0, 2.0, 6.0]]);
    /// assert_eq!(AdaptiveMaxPool1d::new(2).forward(x).as_slice(), [2.0, 6.0]);
    /// ```
    AdaptiveMaxPool1d, 1, [2, 3], max_pool
}

adaptive! {
    /// The maxima of as many windows as asked for:
    /// [`torch.nn.AdaptiveMaxPool2d`](https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, height, width]`, or without the batch, to the same with the height and width asked for.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[[1.0, 2.0, 6.0]]]);
    /// assert_eq!(AdaptiveMaxPool2d::new(1).forward(x).as_slice(), [6.0]);
    /// ```
    AdaptiveMaxPool2d, 2, [3, 4], max_pool
}

adaptive! {
    /// The maxima of as many windows as asked for:
    /// [`torch.nn.AdaptiveMaxPool3d`](https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool3d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, depth, height, width]`, or without the batch, to the same with the sizes asked for.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[[[1.0, 2.0, 6.0]], [[3.0, 9.0, 5.0]]]]);
    /// assert_eq!(AdaptiveMaxPool3d::new(1).forward(x).as_slice(), [9.0]);
    /// ```
    AdaptiveMaxPool3d, 3, [4, 5], max_pool
}

setters!(AdaptiveMaxPool2d {
    /// Sets the height and the width of the output; `None` keeps that of the input.
    output_size: [Option<usize>; 2],
});

setters!(AdaptiveMaxPool3d {
    /// Sets the depth, the height and the width of the output; `None` keeps that of the input.
    output_size: [Option<usize>; 3],
});

with_indices!(AdaptiveMaxPool1d, 1);
with_indices!(AdaptiveMaxPool2d, 2);
with_indices!(AdaptiveMaxPool3d, 3);
