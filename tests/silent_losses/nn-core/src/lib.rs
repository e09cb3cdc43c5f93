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
