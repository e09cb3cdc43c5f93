//! One step of training, and how much of what took part in it was registered.

pub use candle_core::{DType, Device, Result, Tensor};
pub use candle_nn::{Linear, Module, Optimizer, SGD, VarBuilder, VarMap, linear};

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

/// Variables, and where a model finds or makes its own.
pub fn variables() -> (VarMap, VarBuilder<'static>) {
    let variables = VarMap::new();
    let builder = VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu);
    (variables, builder)
}

/// An optimizer of all variables.
pub fn sgd(variables: &VarMap) -> SGD {
    SGD::new(variables.all_vars(), 0.1).unwrap()
}

/// An input of ones.
pub fn input() -> Tensor {
    Tensor::ones((1, 2), DType::F32, &Device::Cpu).unwrap()
}

/// Every number of a layer.
pub fn values(layer: &Linear) -> Vec<f32> {
    [numbers(layer.weight()), numbers(layer.bias().unwrap())].concat()
}

/// The numbers of a tensor.
pub fn numbers(tensor: &Tensor) -> Vec<f32> {
    tensor.flatten_all().unwrap().to_vec1().unwrap()
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
