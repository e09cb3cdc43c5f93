//! Activation functions.

use super::AxisIndex;
use super::reduce::check_axis;
use crate::device::Unary;
use crate::storage::Float;
use crate::tensor::{Tensor, fits};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// `max(x, 0)`; the derivative at 0 is 0.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([-1.0, 2.0]).relu().as_slice(), [0.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn relu(self) -> Self {
        self.map("relu", Unary::Relu)
    }

    /// `x` where positive, else `negative_slope · x`.
    #[track_caller]
    pub fn leaky_relu(self, negative_slope: A) -> Self {
        self.map("leaky_relu", Unary::LeakyRelu { negative_slope: negative_slope.to_double() })
    }

    /// `x` where positive, else `alpha · (eˣ − 1)`.
    #[track_caller]
    pub fn elu(self, alpha: A) -> Self {
        self.map("elu", Unary::Elu { alpha: alpha.to_double() })
    }

    /// `1 / (1 + e⁻ˣ)`.
    #[track_caller]
    pub fn sigmoid(self) -> Self {
        self.map("sigmoid", Unary::Sigmoid)
    }

    /// The hyperbolic tangent.
    #[track_caller]
    pub fn tanh(self) -> Self {
        self.map("tanh", Unary::Tanh)
    }

    /// `x · sigmoid(x)`, also called swish.
    #[track_caller]
    pub fn silu(self) -> Self {
        self.map("silu", Unary::Silu)
    }

    /// `x · Φ(x)` with the normal distribution's `Φ`: the exact form, by the error function.
    #[track_caller]
    pub fn gelu(self) -> Self {
        self.map("gelu", Unary::Gelu)
    }

    /// The approximation of [`gelu`](Self::gelu) by the hyperbolic tangent:
    /// `x/2 · (1 + tanh(√(2/π) · (x + 0.044715·x³)))`.
    #[track_caller]
    pub fn gelu_tanh(self) -> Self {
        self.map("gelu_tanh", Unary::GeluTanh)
    }

    /// `ln(1 + e^(beta·x)) / beta`, and `x` itself where `beta · x > threshold`.
    #[track_caller]
    pub fn softplus(self, beta: A, threshold: A) -> Self {
        self.map("softplus", Unary::Softplus { beta: beta.to_double(), threshold: threshold.to_double() })
    }

    /// `a · sigmoid(b)` of the two halves `a` and `b` of an axis: a gated linear unit.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([4.0, 6.0, 0.0, 0.0]).glu(0).as_slice(), [2.0, 3.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, or its size is odd.
    #[track_caller]
    pub fn glu(self, axis: impl AxisIndex) -> Self {
        let axis = check_axis("glu", axis, &self);
        let (shape, size) = (self.shape(), self.shape()[axis]);
        fits!(
            self.place(),
            size % 2 == 0,
            "glu: axis {axis} of shape {shape:?} has no two halves of one size"
        );
        let gate = self.clone().slice(axis, size / 2..size);
        self.slice(axis, 0..size / 2) * gate.sigmoid()
    }

    /// `x` within `min..max`, else the nearest bound; the derivative on the bounds is 0.
    #[track_caller]
    pub fn hardtanh(self, min: A, max: A) -> Self {
        self.map("hardtanh", Unary::Hardtanh { min: min.to_double(), max: max.to_double() })
    }

    /// `x` where positive, else `alpha · (e^(x/alpha) − 1)`.
    #[track_caller]
    pub fn celu(self, alpha: A) -> Self {
        self.map("celu", Unary::Celu { alpha: alpha.to_double() })
    }

    /// [`elu`](Self::elu) with `alpha = 1.6733`, times 1.0507: the numbers for which mean 0 and variance 1 stay as they are ([Klambauer et al.](https://arxiv.org/abs/1706.02515)).
    #[track_caller]
    pub fn selu(self) -> Self {
        self.map("selu", Unary::Selu)
    }

    /// `x · tanh(ln(1 + eˣ))`.
    #[track_caller]
    pub fn mish(self) -> Self {
        self.map("mish", Unary::Mish)
    }

    /// `x · min(max(x + 3, 0), 6) / 6`.
    #[track_caller]
    pub fn hardswish(self) -> Self {
        self.map("hardswish", Unary::Hardswish)
    }

    /// `min(max(x + 3, 0), 6) / 6`.
    #[track_caller]
    pub fn hardsigmoid(self) -> Self {
        self.map("hardsigmoid", Unary::Hardsigmoid)
    }

    /// `x` where `|x| > lambd`, else 0.
    #[track_caller]
    pub fn hardshrink(self, lambd: A) -> Self {
        self.map("hardshrink", Unary::Hardshrink { lambd: lambd.to_double() })
    }

    /// `x − lambd` above `lambd`, `x + lambd` below `−lambd`, else 0.
    #[track_caller]
    pub fn softshrink(self, lambd: A) -> Self {
        self.map("softshrink", Unary::Softshrink { lambd: lambd.to_double() })
    }

    /// `x / (1 + |x|)`.
    #[track_caller]
    pub fn softsign(self) -> Self {
        self.map("softsign", Unary::Softsign)
    }

    /// `x − tanh(x)`.
    #[track_caller]
    pub fn tanhshrink(self) -> Self {
        self.map("tanhshrink", Unary::Tanhshrink)
    }

    /// `ln(1 / (1 + e⁻ˣ))`, without overflow.
    #[doc(alias = "logsigmoid")]
    #[track_caller]
    pub fn log_sigmoid(self) -> Self {
        self.map("log_sigmoid", Unary::LogSigmoid)
    }

    /// `x` where `x > threshold`, else `value`.
    #[track_caller]
    pub fn threshold(self, threshold: A, value: A) -> Self {
        self.map("threshold", Unary::Threshold { threshold: threshold.to_double(), value: value.to_double() })
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn every_activation() {
        let x = irregular([11]) * 4.0;
        let functions: [fn(Tensor<1, f64>) -> Tensor<1, f64>; 21] = [
            Tensor::relu,
            Tensor::sigmoid,
            Tensor::tanh,
            Tensor::silu,
            Tensor::gelu,
            Tensor::gelu_tanh,
            |x| x.leaky_relu(0.1),
            |x| x.elu(0.7),
            |x| x.softplus(2.0, 3.0),
            |x| x.hardtanh(-1.0, 2.0),
            |x| x.celu(0.7),
            Tensor::selu,
            Tensor::mish,
            Tensor::hardswish,
            Tensor::hardsigmoid,
            |x| x.hardshrink(0.3),
            |x| x.softshrink(0.3),
            Tensor::softsign,
            Tensor::tanhshrink,
            Tensor::log_sigmoid,
            |x| x.threshold(0.3, 0.5),
        ];
        for f in functions {
            gradcheck(x.clone(), f).unwrap();
        }
    }

    #[test]
    fn single_precision_is_close_to_double() {
        type Function<A> = fn(Tensor<1, A>) -> Tensor<1, A>;
        let pairs: [(Function<f32>, Function<f64>); 11] = [
            (|x| x.elu(1.5), |x| x.elu(1.5)),
            (|x| x.softplus(0.5, 20.0), |x| x.softplus(0.5, 20.0)),
            (|x| x.celu(1.5), |x| x.celu(1.5)),
            (Tensor::selu, Tensor::selu),
            (Tensor::mish, Tensor::mish),
            (Tensor::log_sigmoid, Tensor::log_sigmoid),
            (Tensor::tanh, Tensor::tanh),
            (Tensor::sigmoid, Tensor::sigmoid),
            (Tensor::gelu, Tensor::gelu),
            (Tensor::gelu_tanh, Tensor::gelu_tanh),
            (Tensor::exp, Tensor::exp),
        ];
        for (single, double) in pairs {
            for i in -2000..2000 {
                let x = i as f32 * 5e-3;
                let got = f64::from(single(Tensor::from([x])).as_slice()[0]);
                let want = double(Tensor::from([f64::from(x)])).as_slice()[0];
                assert!((got - want).abs() <= 2e-6 * want.abs().max(0.5), "{x}: {got} instead of {want}");
            }
        }
    }
}
