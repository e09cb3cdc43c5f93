//! Activation functions as layers. Each is its own spec.

mod layer;
mod piecewise;
mod smooth;

pub use piecewise::{
    Hardshrink, Hardsigmoid, Hardswish, Hardtanh, LeakyRelu, Relu, Relu6, Softshrink, Threshold,
};
pub use smooth::{
    Celu, Elu, Gelu, GeluTanh, LogSigmoid, Mish, Selu, Sigmoid, Silu, Softplus, Softsign, Tanh, Tanhshrink,
};

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
