//! One step of training, and how much of what took part in it was registered.

use nn_core::prelude::*;

/// A layer of six parameters.
pub fn layer() -> Linear {
    Linear::new(2, 2, &mut rng(0))
}

/// Trains once, then prints how many of `expected` parameters the model registers.
pub fn train<M: Module>(mut model: M, expected: usize, forward: impl Fn(&M, Tensor<2>) -> Tensor<2>) {
    let x = Tape::new(0).input(Tensor::full([1, 2], 1.0));
    let gradients = forward(&model, x).mean().backward();
    Sgd::new(0.1).step(&mut model, gradients).expect("a step");
    println!("{} of {expected}", model.num_parameters());
}

/// One step of a model down its loss.
pub fn step<M: Module>(model: &mut M, loss: Tensor<0>) {
    Sgd::new(0.1).step(model, loss.backward()).expect("a step");
}

/// Every number of a module, with its running statistics.
pub fn values(module: &impl Module) -> Vec<f32> {
    let state = module.state_dict();
    state.iter().filter_map(|(_, tensor)| tensor.as_slice()).flatten().copied().collect()
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

/// An input on a tape.
pub fn input() -> Tensor<2> {
    Tape::new(0).input(Tensor::full([1, 2], 1.0))
}
