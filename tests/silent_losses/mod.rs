//! Rows of the tables "What gets lost where" that no compile error and no other test stands for.

mod running;

use std::sync::{Arc, Mutex};

use nn_core::prelude::*;

fn layer() -> Linear {
    Linear::new(2, 2, &mut rng(0))
}

/// What `step` says about one step of training.
fn refusal<M: Module>(mut model: M, forward: impl Fn(&M, Tensor<2>) -> Tensor<2>) -> String {
    let x = Tape::new(0).input(Tensor::full([1, 2], 1.0));
    let gradients = forward(&model, x).sum().backward();
    Sgd::new(0.1).step(&mut model, gradients).unwrap_err().to_string()
}

fn assert_lists_the_layer(message: &str) {
    assert!(
        message.starts_with("the loss depends on 2 parameters that the model does not register"),
        "{message}"
    );
    assert!(message.contains(file!()), "{message}");
}

struct Cache {
    layer: Arc<Mutex<Linear>>,
}

#[derive(Module)]
struct Hides {
    #[module(skip)]
    cache: Cache,
    head: Linear,
}

#[test]
fn what_skip_hides_is_found() {
    let model = Hides { cache: Cache { layer: Arc::new(Mutex::new(layer())) }, head: layer() };
    let message = refusal(model, |net, x| net.head.forward(net.cache.layer.lock().unwrap().forward(x)));
    assert_lists_the_layer(&message);
}

#[derive(Module)]
struct Captures {
    #[module(skip = "it has no parameters")]
    body: Box<dyn Fn(Tensor<2>) -> Tensor<2>>,
    head: Linear,
}

#[test]
fn what_a_reason_hides_is_found() {
    let captured = layer();
    let model = Captures { body: Box::new(move |x| captured.forward(x)), head: layer() };
    assert_lists_the_layer(&refusal(model, |net, x| net.head.forward((net.body)(x))));
}

#[derive(Module)]
struct Cell<T> {
    layer: Linear,
    size: T,
}

#[derive(Module)]
struct Celled {
    cell: Cell<f32>,
    head: Linear,
}

#[test]
fn a_module_may_be_named_cell() {
    let model = Celled { cell: Cell { layer: layer(), size: 2.0 }, head: layer() };
    let paths: Vec<String> = model.named_parameters().names().map(str::to_owned).collect();
    assert_eq!(paths, ["cell.layer.weight", "cell.layer.bias", "head.weight", "head.bias"]);
    assert_eq!(model.cell.size, 2.0);
}
