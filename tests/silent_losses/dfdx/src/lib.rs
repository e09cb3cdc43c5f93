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
