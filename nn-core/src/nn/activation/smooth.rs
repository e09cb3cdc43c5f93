//! Activation functions without a bend, or with an exponential below it.

use super::layer::activation;
use crate::{Forward, Tensor};

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
