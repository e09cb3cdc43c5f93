//! One step of training, and how much of what took part in it was registered.

pub use candle_core::{DType, Device, Result, Tensor};
pub use candle_nn::{Linear, Module, VarBuilder, VarMap, linear};
use candle_nn::{Optimizer, SGD};

/// A layer of six parameters.
pub fn layer(vb: VarBuilder) -> Linear {
    linear(2, 2, vb).unwrap()
}

/// Trains what `model` makes, then prints how many of `expected` parameters are in the map of variables.
pub fn train<M>(
    expected: usize,
    model: impl Fn(VarBuilder<'static>) -> M,
    forward: impl Fn(&M, Tensor) -> Result<Tensor>,
) {
    let variables = VarMap::new();
    let model = model(VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu));
    let mut optimizer = SGD::new(variables.all_vars(), 0.1).unwrap();
    let registered: usize = variables.all_vars().iter().map(|v| v.elem_count()).sum();
    let x = Tensor::ones((1, 2), DType::F32, &Device::Cpu).unwrap();
    optimizer.backward_step(&forward(&model, x).unwrap().mean_all().unwrap()).unwrap();
    println!("{registered} of {expected}");
}
