//! Activation functions that are made of straight lines and parabolas.

use super::super::layer::layer;
use super::layer::activation;
use crate::{Forward, Tensor};

activation! {
    /// `max(x, 0)`: [`torch.nn.ReLU`](https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Relu.forward(Tensor::from([-1.0, 2.0])).as_slice(), [0.0, 2.0]);
    /// ```
    #[doc(alias = "ReLU")]
    Relu, |x| x.relu()
}

activation! {
    /// `min(max(x, 0), 6)`: [`torch.nn.ReLU6`](https://pytorch.org/docs/stable/generated/torch.nn.ReLU6.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Relu6.forward(Tensor::from([-1.0, 2.0, 9.0])).as_slice(), [0.0, 2.0, 6.0]);
    /// ```
    #[doc(alias = "ReLU6")]
    Relu6, |x| x.hardtanh(0.0, 6.0)
}

activation! {
    /// `x` where positive, else `negative_slope · x`:
    /// [`torch.nn.LeakyReLU`](https://pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let layer = LeakyRelu::new().negative_slope(0.5);
    /// assert_eq!(layer.forward(Tensor::from([-1.0, 2.0])).as_slice(), [-0.5, 2.0]);
    /// ```
    #[doc(alias = "LeakyReLU")]
    LeakyRelu {
        /// Sets the slope below 0.
        negative_slope = 0.01
    }, |x| x.leaky_relu(negative_slope)
}

activation! {
    /// `x` within `min_val..max_val`, else the nearest bound:
    /// [`torch.nn.Hardtanh`](https://pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let layer = Hardtanh::new().max_val(3.0);
    /// assert_eq!(layer.forward(Tensor::from([-5.0, 2.0, 4.0])).as_slice(), [-1.0, 2.0, 3.0]);
    /// ```
    Hardtanh {
        /// Sets the lower bound.
        min_val = -1.0,
        /// Sets the upper bound.
        max_val = 1.0
    }, |x| x.hardtanh(min_val, max_val)
}

activation! {
    /// `x · min(max(x + 3, 0), 6) / 6`:
    /// [`torch.nn.Hardswish`](https://pytorch.org/docs/stable/generated/torch.nn.Hardswish.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Hardswish.forward(Tensor::from([-4.0, 0.0, 4.0])).as_slice(), [-0.0, 0.0, 4.0]);
    /// ```
    Hardswish, |x| x.hardswish()
}

activation! {
    /// `min(max(x + 3, 0), 6) / 6`:
    /// [`torch.nn.Hardsigmoid`](https://pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Hardsigmoid.forward(Tensor::from([-4.0, 0.0, 4.0])).as_slice(), [0.0, 0.5, 1.0]);
    /// ```
    Hardsigmoid, |x| x.hardsigmoid()
}

activation! {
    /// `x` where `|x| > lambd`, else 0:
    /// [`torch.nn.Hardshrink`](https://pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Hardshrink::new().forward(Tensor::from([-1.0, 0.5, 2.0])).as_slice(), [-1.0, 0.0, 2.0]);
    /// ```
    Hardshrink {
        /// Sets how far from 0 the function begins to be the identity.
        lambd = 0.5
    }, |x| x.hardshrink(lambd)
}

activation! {
    /// `x − lambd` above `lambd`, `x + lambd` below `−lambd`, else 0:
    /// [`torch.nn.Softshrink`](https://pytorch.org/docs/stable/generated/torch.nn.Softshrink.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Softshrink::new().forward(Tensor::from([-1.0, 0.5, 2.0])).as_slice(), [-0.5, 0.0, 1.5]);
    /// ```
    Softshrink {
        /// Sets by how much numbers are brought closer to 0.
        lambd = 0.5
    }, |x| x.softshrink(lambd)
}

/// `x` where `x > threshold`, else `value`:
/// [`torch.nn.Threshold`](https://pytorch.org/docs/stable/generated/torch.nn.Threshold.html). It is its own spec.
///
/// ```
/// use nn_core::prelude::*;
///
/// let layer = Threshold::new(1.0, -2.0);
/// assert_eq!(layer.forward(Tensor::from([0.5, 3.0])).as_slice(), [-2.0, 3.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    threshold: f32,
    value: f32,
}

layer!(Threshold {} | layer | "threshold={}, value={}", layer.threshold, layer.value);
activation!(@run Threshold { threshold, value }, |x| x.threshold(threshold, value));

impl Threshold {
    /// A layer that puts `value` in place of what is not greater than `threshold`.
    pub const fn new(threshold: f32, value: f32) -> Self {
        Threshold { threshold, value }
    }

    /// The layer, which is its own spec.
    pub const fn spec(threshold: f32, value: f32) -> Self {
        Self::new(threshold, value)
    }
}
