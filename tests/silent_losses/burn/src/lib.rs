//! One step of training, and how much of what took part in it was registered.

use burn::module::{Module, ModuleVisitor, Param};
use burn::nn::{Linear, LinearConfig};
use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::{Device, Tensor};

/// Where models are trained.
pub fn device() -> Device {
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

/// An input of ones.
pub fn input() -> Tensor<2> {
    Tensor::ones([1, 2], &device())
}

/// One step of a model down its loss.
pub fn step<M: Module>(model: M, loss: Tensor<1>) -> M {
    let gradients = GradientsParams::from_grads(loss.backward(), &model);
    SgdConfig::new().init().step(0.1, model, gradients)
}

/// Every number of a module, with its running statistics: `valid` brings those up to date.
pub fn values(module: &impl Module) -> Vec<f32> {
    let mut values = Values(Vec::new());
    module.valid().visit(&mut values);
    values.0
}

struct Values(Vec<f32>);

impl ModuleVisitor for Values {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.extend(numbers(param.val()));
    }
}

/// The numbers of a tensor.
pub fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().unwrap()
}

/// Prints how many of the numbers have changed.
pub fn print_changed(before: &[f32], after: &[f32]) {
    print_count(before, after, |a, b| a != b);
}

/// Prints how many of the numbers are the same.
pub fn print_equal(before: &[f32], after: &[f32]) {
    print_count(before, after, |a, b| a == b);
}

fn print_count(before: &[f32], after: &[f32], right: fn(&f32, &f32) -> bool) {
    let count = before.iter().zip(after).filter(|(a, b)| right(a, b)).count();
    println!("{count} of {}", before.len());
}
