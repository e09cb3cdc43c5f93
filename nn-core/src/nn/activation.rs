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
