//! Rows of the table of running programs that no other test stands for.

use nn_core::ndarray::array;
use nn_core::prelude::*;

use super::layer;

fn input() -> Tensor<2> {
    Tape::new(0).input(array![[1.0, 2.0], [3.0, 5.0]])
}

fn step(model: &mut impl Module, loss: Tensor<0>) {
    Sgd::new(0.1).step(model, loss.backward()).unwrap();
}

#[test]
fn a_replaced_head_is_trained() {
    let mut net = (layer(), layer());
    let mut sgd = Sgd::new(0.1);
    let before = net.forward(input()).mean().backward();
    sgd.step(&mut net, before).unwrap();
    net.1 = layer();
    let (before, gradients) = (net.1.weight.value().clone(), net.forward(input()).mean().backward());
    sgd.step(&mut net, gradients).unwrap();
    assert_ne!(*net.1.weight.value(), before);
}

#[test]
fn one_layer_in_two_places_stays_one() {
    let shared = Shared::new(layer());
    let before = shared.read().weight.value().clone();
    let mut net = (shared.clone(), Tanh, shared);
    let loss = net.forward(input()).mean();
    step(&mut net, loss);
    assert_ne!(*net.0.read().weight.value(), before);
    assert_eq!(net.0.read().weight.value(), net.2.read().weight.value());
}

#[test]
fn a_validation_moves_no_statistics() {
    let mut net = (BatchNorm1d::new(2), layer());
    let mean = |norm: &BatchNorm1d| norm.running_mean.as_ref().unwrap().value().clone();
    let loss = net.forward(input()).mean();
    step(&mut net, loss);
    let trained = mean(&net.0);
    assert_ne!(trained, Tensor::zeros([2]));
    net.forward(input().off_tape());
    assert_eq!(mean(&net.0), trained);
}

#[test]
fn kept_weights_stay_as_they_were() {
    let mut net = layer();
    let (before, best) = (net.weight.value().clone(), net.state_dict());
    let loss = net.forward(input()).mean();
    step(&mut net, loss);
    assert_ne!(*net.weight.value(), before);
    net.load_state_dict(&best).unwrap();
    assert_eq!(*net.weight.value(), before);
}
