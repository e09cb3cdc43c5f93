//! One step of training, and how much of what took part in it was registered.

use burn::module::{Module, Param};
use burn::nn::{Linear, LinearConfig};
use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::{Device, Tensor};

fn device() -> Device {
    Device::flex().autodiff()
}

/// A layer of six parameters.
pub fn layer() -> Linear {
    LinearConfig::new(2, 2).init(&device())
}

/// Two numbers.
pub fn tensor() -> Tensor<1> {
    Tensor::ones([2], &device())
}

/// Two parameters.
pub fn scale() -> Param<Tensor<1>> {
    Param::from_tensor(tensor())
}

/// Trains once, then prints how many of `expected` parameters the model registers.
pub fn train<M: Module>(model: M, expected: usize, forward: impl Fn(&M, Tensor<2>) -> Tensor<2>) {
    let loss = forward(&model, Tensor::ones([1, 2], &device())).mean();
    let gradients = GradientsParams::from_grads(loss.backward(), &model);
    let model = SgdConfig::new().init().step(0.1, model, gradients);
    println!("{} of {expected}", model.num_params());
}

/// A trait that another bound can name.
pub trait Layer {
    /// The layer's `forward`.
    fn run(&self, x: Tensor<2>) -> Tensor<2>;
}

impl Layer for Linear {
    fn run(&self, x: Tensor<2>) -> Tensor<2> {
        self.forward(x)
    }
}
