//! Activation functions as layers. Each is its own spec.

use super::layer::layer;
/// Implements `Forward` for tensors of any rank, and lets the layer be its own spec.
macro_rules! activation {
    ($type:ident, |$layer:ident, $x:ident| $forward:expr) => {
        impl<const N: usize> $crate::Forward<$crate::Tensor<N>> for $type {
            type Output = $crate::Tensor<N>;

            #[track_caller]
            fn forward(&self, $x: $crate::Tensor<N>) -> $crate::Tensor<N> {
                let ($layer, $x) = (self, $x.enter(self));
                $forward.leave()
            }
        }

        $crate::nn::layer::own_spec!($type);
        $crate::nn::layer::keeps_shape!($type);
    };
}

/// The constructors of a layer all of whose settings have defaults.
macro_rules! defaults {
    ($type:ident { $($field:ident: $value:expr),* $(,)? }) => {
        impl $type {
            /// The layer with the defaults.
            pub const fn new() -> Self {
                $type { $($field: $value),* }
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
    };
}

/// `max(x, 0)`: [`torch.nn.ReLU`](https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html).
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(Relu.forward(Tensor::from([-1.0, 2.0])).as_slice(), [0.0, 2.0]);
/// ```
#[doc(alias = "ReLU")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Relu;

layer!(Relu {});
activation!(Relu, |_layer, x| x.relu());

/// `min(max(x, 0), 6)`: [`torch.nn.ReLU6`](https://pytorch.org/docs/stable/generated/torch.nn.ReLU6.html).
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(Relu6.forward(Tensor::from([-1.0, 2.0, 9.0])).as_slice(), [0.0, 2.0, 6.0]);
/// ```
#[doc(alias = "ReLU6")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Relu6;

layer!(Relu6 {});
activation!(Relu6, |_layer, x| x.hardtanh(0.0, 6.0));

/// `1 / (1 + e⁻ˣ)`: [`torch.nn.Sigmoid`](https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html).
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(Sigmoid.forward(Tensor::from([0.0])).as_slice(), [0.5]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sigmoid;

layer!(Sigmoid {});
activation!(Sigmoid, |_layer, x| x.sigmoid());

/// The hyperbolic tangent: [`torch.nn.Tanh`](https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html).
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(Tanh.forward(Tensor::from([0.0])).as_slice(), [0.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tanh;

layer!(Tanh {});
activation!(Tanh, |_layer, x| x.tanh());

/// `x · sigmoid(x)`, also called swish:
/// [`torch.nn.SiLU`](https://pytorch.org/docs/stable/generated/torch.nn.SiLU.html).
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(Silu.forward(Tensor::from([0.0])).as_slice(), [0.0]);
/// ```
#[doc(alias = "SiLU")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Silu;

layer!(Silu {});
activation!(Silu, |_layer, x| x.silu());

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
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gelu;

layer!(Gelu {});
activation!(Gelu, |_layer, x| x.gelu());

/// `x/2 · (1 + tanh(√(2/π) · (x + 0.044715·x³)))`, which approximates [`Gelu`]:
/// [`torch.nn.GELU(approximate='tanh')`](https://pytorch.org/docs/stable/generated/torch.nn.GELU.html).
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(GeluTanh.forward(Tensor::from([0.0])).as_slice(), [0.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GeluTanh;

layer!(GeluTanh {});
activation!(GeluTanh, |_layer, x| x.gelu_tanh());

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
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeakyRelu {
    negative_slope: f32,
}

layer!(LeakyRelu {} | layer | "negative_slope={}", layer.negative_slope);
activation!(LeakyRelu, |layer, x| x.leaky_relu(layer.negative_slope));
defaults!(LeakyRelu { negative_slope: 0.01 });

impl LeakyRelu {
    /// The slope below 0; by default 0.01.
    pub const fn negative_slope(mut self, negative_slope: f32) -> Self {
        self.negative_slope = negative_slope;
        self
    }
}

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
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Elu {
    alpha: f32,
}

layer!(Elu {} | layer | "alpha={}", layer.alpha);
activation!(Elu, |layer, x| x.elu(layer.alpha));
defaults!(Elu { alpha: 1.0 });

impl Elu {
    /// What the function falls to, negated; by default 1.
    pub const fn alpha(mut self, alpha: f32) -> Self {
        self.alpha = alpha;
        self
    }
}

/// `ln(1 + e^(beta·x)) / beta`, and `x` itself where `beta · x > threshold`:
/// [`torch.nn.Softplus`](https://pytorch.org/docs/stable/generated/torch.nn.Softplus.html).
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(Softplus::new().forward(Tensor::from([50.0])).as_slice(), [50.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Softplus {
    beta: f32,
    threshold: f32,
}

layer!(Softplus {} | layer | "beta={}, threshold={}", layer.beta, layer.threshold);
activation!(Softplus, |layer, x| x.softplus(layer.beta, layer.threshold));
defaults!(Softplus { beta: 1.0, threshold: 20.0 });

impl Softplus {
    /// How sharp the bend is; by default 1.
    pub const fn beta(mut self, beta: f32) -> Self {
        self.beta = beta;
        self
    }

    /// Above which `beta · x` the function is the identity; by default 20.
    pub const fn threshold(mut self, threshold: f32) -> Self {
        self.threshold = threshold;
        self
    }
}

/// `x` within `min_val..max_val`, else the nearest bound:
/// [`torch.nn.Hardtanh`](https://pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html).
///
/// ```
/// use nn_core::prelude::*;
///
/// let layer = Hardtanh::new().max_val(3.0);
/// assert_eq!(layer.forward(Tensor::from([-5.0, 2.0, 4.0])).as_slice(), [-1.0, 2.0, 3.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hardtanh {
    min_val: f32,
    max_val: f32,
}

layer!(Hardtanh {} | layer | "min_val={}, max_val={}", layer.min_val, layer.max_val);
activation!(Hardtanh, |layer, x| x.hardtanh(layer.min_val, layer.max_val));
defaults!(Hardtanh { min_val: -1.0, max_val: 1.0 });

impl Hardtanh {
    /// The lower bound; by default −1.
    pub const fn min_val(mut self, min_val: f32) -> Self {
        self.min_val = min_val;
        self
    }

    /// The upper bound; by default 1.
    pub const fn max_val(mut self, max_val: f32) -> Self {
        self.max_val = max_val;
        self
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
