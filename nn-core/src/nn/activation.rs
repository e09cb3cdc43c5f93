//! Activation functions as layers. Each is its own spec.

use super::forward::forward;
use super::layer::layer;
use super::spec::{keeps_shape, own_spec, setters};
use crate::{Forward, Tensor};

/// A function of each element as a layer: its settings with their defaults, if it has some, and its operation, in which
/// they are known by their names.
macro_rules! activation {
    ($(#[$doc:meta])* $type:ident, |$x:ident| $y:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub struct $type;

        layer!($type {});
        activation!(@run $type {}, |$x| $y);
    };
    ($(#[$doc:meta])* $type:ident { $($(#[$setting:meta])* $name:ident = $default:literal),* }, |$x:ident| $y:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $type {
            $($name: f32,)*
        }

        layer!(
            $type {} |layer| "{}",
            [$(format!(concat!(stringify!($name), "={}"), layer.$name)),*].join(", ")
        );
        activation!(@run $type { $($name),* }, |$x| $y);

        impl $type {
            /// The layer with the defaults.
            pub const fn new() -> Self {
                $type { $($name: $default),* }
            }

            /// The layer with the defaults, which is its own spec.
            pub const fn spec() -> Self {
                Self::new()
            }
        }

        impl Default for $type {
            fn default() -> Self {
                Self::new()
            }
        }

        setters!($type {
            $(
                $(#[$setting])*
                #[doc = concat!("By default ", stringify!($default), ".")]
                $name: f32,
            )*
        });
    };
    (@run $type:ident { $($name:ident),* }, |$x:ident| $y:expr) => {
        own_spec!($type);
        keeps_shape!($type);

        impl<const N: usize> Forward<Tensor<N>> for $type {
            forward!(apply(Tensor<N>) -> Tensor<N>);
        }

        impl $type {
            #[track_caller]
            fn apply<const N: usize>(&self, $x: Tensor<N>) -> Tensor<N> {
                let Self { $($name),* } = *self;
                $y
            }
        }
    };
}

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
    /// `1 / (1 + e⁻ˣ)`: [`torch.nn.Sigmoid`](https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Sigmoid.forward(Tensor::from([0.0])).as_slice(), [0.5]);
    /// ```
    Sigmoid, |x| x.sigmoid()
}

activation! {
    /// The hyperbolic tangent: [`torch.nn.Tanh`](https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tanh.forward(Tensor::from([0.0])).as_slice(), [0.0]);
    /// ```
    Tanh, |x| x.tanh()
}

activation! {
    /// `x · sigmoid(x)`, also called swish:
    /// [`torch.nn.SiLU`](https://pytorch.org/docs/stable/generated/torch.nn.SiLU.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Silu.forward(Tensor::from([0.0])).as_slice(), [0.0]);
    /// ```
    #[doc(alias = "SiLU")]
    Silu, |x| x.silu()
}

activation! {
    /// `x · Φ(x)` with the distribution function `Φ` of the normal distribution, in its exact form:
    /// [`torch.nn.GELU`](https://pytorch.org/docs/stable/generated/torch.nn.GELU.html). The approximation is
    /// [`GeluTanh`].
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Gelu.forward(Tensor::from([0.0])).as_slice(), [0.0]);
    /// ```
    #[doc(alias = "GELU")]
    Gelu, |x| x.gelu()
}

activation! {
    /// `x/2 · (1 + tanh(√(2/π) · (x + 0.044715·x³)))`, which approximates [`Gelu`]:
    /// [`torch.nn.GELU(approximate='tanh')`](https://pytorch.org/docs/stable/generated/torch.nn.GELU.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(GeluTanh.forward(Tensor::from([0.0])).as_slice(), [0.0]);
    /// ```
    GeluTanh, |x| x.gelu_tanh()
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
    /// `x` where positive, else `alpha · (eˣ − 1)`:
    /// [`torch.nn.ELU`](https://pytorch.org/docs/stable/generated/torch.nn.ELU.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let layer = Elu::new().alpha(2.0);
    /// assert_eq!(layer.forward(Tensor::from([f32::NEG_INFINITY, 3.0])).as_slice(), [-2.0, 3.0]);
    /// ```
    #[doc(alias = "ELU")]
    Elu {
        /// Sets what the function falls to, negated.
        alpha = 1.0
    }, |x| x.elu(alpha)
}

activation! {
    /// `ln(1 + e^(beta·x)) / beta`, and `x` itself where `beta · x > threshold`:
    /// [`torch.nn.Softplus`](https://pytorch.org/docs/stable/generated/torch.nn.Softplus.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Softplus::new().forward(Tensor::from([50.0])).as_slice(), [50.0]);
    /// ```
    Softplus {
        /// Sets how sharp the bend is.
        beta = 1.0,
        /// Sets above which `beta · x` the function is the identity.
        threshold = 20.0
    }, |x| x.softplus(beta, threshold)
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
    /// `x` where positive, else `alpha · (e^(x/alpha) − 1)`:
    /// [`torch.nn.CELU`](https://pytorch.org/docs/stable/generated/torch.nn.CELU.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Celu::new().alpha(2.0).forward(Tensor::from([f32::NEG_INFINITY, 3.0])).as_slice(), [-2.0, 3.0]);
    /// ```
    #[doc(alias = "CELU")]
    Celu {
        /// Sets what the function falls to, negated.
        alpha = 1.0
    }, |x| x.celu(alpha)
}

activation! {
    /// [`Elu`] with `alpha = 1.6733`, times 1.0507: the numbers for which mean 0 and variance 1 stay as they are ([Klambauer et al.](https://arxiv.org/abs/1706.02515)):
    /// [`torch.nn.SELU`](https://pytorch.org/docs/stable/generated/torch.nn.SELU.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Selu.forward(Tensor::from([0.0])).as_slice(), [0.0]);
    /// ```
    #[doc(alias = "SELU")]
    Selu, |x| x.selu()
}

activation! {
    /// `x · tanh(ln(1 + eˣ))`:
    /// [`torch.nn.Mish`](https://pytorch.org/docs/stable/generated/torch.nn.Mish.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Mish.forward(Tensor::from([0.0, 50.0])).as_slice(), [0.0, 50.0]);
    /// ```
    Mish, |x| x.mish()
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

activation! {
    /// `x / (1 + |x|)`:
    /// [`torch.nn.Softsign`](https://pytorch.org/docs/stable/generated/torch.nn.Softsign.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Softsign.forward(Tensor::from([-1.0, 0.0, 3.0])).as_slice(), [-0.5, 0.0, 0.75]);
    /// ```
    Softsign, |x| x.softsign()
}

activation! {
    /// `x − tanh(x)`:
    /// [`torch.nn.Tanhshrink`](https://pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tanhshrink.forward(Tensor::from([0.0])).as_slice(), [0.0]);
    /// ```
    Tanhshrink, |x| x.tanhshrink()
}

activation! {
    /// `ln(1 / (1 + e⁻ˣ))`, without overflow:
    /// [`torch.nn.LogSigmoid`](https://pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(LogSigmoid.forward(Tensor::from([-100.0])).as_slice(), [-100.0]);
    /// ```
    LogSigmoid, |x| x.log_sigmoid()
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

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn settings_are_printed() {
        let layers =
            (Relu, LeakyRelu::new(), Elu::new().alpha(0.5), Softplus::new(), Hardtanh::new(), GeluTanh);
        let tree = layers.tree().to_string();
        for line in [
            "(0): Relu()",
            "(1): LeakyRelu(negative_slope=0.01)",
            "(2): Elu(alpha=0.5)",
            "(3): Softplus(beta=1, threshold=20)",
            "(4): Hardtanh(min_val=-1, max_val=1)",
            "(5): GeluTanh()",
        ] {
            assert!(tree.contains(line), "{line} is missing in\n{tree}");
        }
        assert!(layers.named_parameters().is_empty());
    }

    #[test]
    fn any_rank() {
        assert_eq!(Relu6.forward(Tensor::from(7.0)).item(), 6.0);
        assert_eq!(Silu.forward(Tensor::<5>::zeros([1, 2, 3, 4, 5])).shape(), [1, 2, 3, 4, 5]);
    }
}
