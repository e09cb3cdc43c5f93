//! One step of training, and how much of what took part in it was registered.

pub use dfdx::optim::{Sgd, SgdConfig};
pub use dfdx::prelude::{modules, *};

/// The elements that a linear layer may have.
pub trait Element: Dtype + num_traits::Float + rand_distr::uniform::SampleUniform {}

impl<E: Dtype + num_traits::Float + rand_distr::uniform::SampleUniform> Element for E {}

pub type Layer<E, D> = modules::Linear<2, 2, E, D>;
pub type Traced = Tensor<Rank1<2>, f32, Cpu, OwnedTape<f32, Cpu>>;

/// A layer of six parameters.
pub fn layer() -> Layer<f32, Cpu> {
    Cpu::default().build_module::<dfdx::nn::builders::Linear<2, 2>, f32>()
}

/// Two parameters.
pub fn scale() -> Tensor<Rank1<2>, f32, Cpu> {
    Cpu::default().ones()
}

/// Trains once, then prints how many of `expected` parameters the model registers.
pub fn train<M: TensorCollection<f32, Cpu>>(
    mut model: M,
    expected: usize,
    forward: impl Fn(&M, Traced) -> Traced,
) {
    let mut optimizer = Sgd::new(&model, SgdConfig::default());
    let x = scale().trace(model.alloc_grads());
    let gradients = forward(&model, x).mean().backward();
    optimizer.update(&mut model, &gradients).unwrap();
    println!("{} of {expected}", model.num_trainable_params());
}

pub type Plain = Tensor<Rank1<2>, f32, Cpu>;
pub type Loss = Tensor<Rank0, f32, Cpu, OwnedTape<f32, Cpu>>;

/// One step of a model down its loss.
pub fn step<M: TensorCollection<f32, Cpu>>(model: &mut M, loss: Loss) {
    Sgd::new(model, SgdConfig::default()).update(model, &loss.backward()).unwrap();
}

/// Every number of a layer.
pub fn values(layer: &Layer<f32, Cpu>) -> Vec<f32> {
    [layer.weight.as_vec(), layer.bias.as_vec()].concat()
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
