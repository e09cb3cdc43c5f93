//! The models of the benchmark: each trains on a device without a computation on the host.

use mock_device::mock;
use nn_core::device::Device;
use nn_core::init;
use nn_core::init::Generator;
use nn_core::prelude::*;

use super::models::{self, *};
use super::step::train;

/// Trains a model on the host and on a strict device: the bits must be equal, and of a step the input and the target go to
/// the device and the loss comes back, with `more` tensors going there.
fn check<M: Module, O: Optimizer>(
    model: impl Fn(&mut Generator) -> M,
    optimizer: impl Fn() -> O,
    more: u64,
    loss: impl Fn(&M, Option<&Tape>, &Device) -> Tensor<0>,
) {
    let device = mock();
    device.set_strict(true);
    let (on_host, none) = train(model(&mut rng(0)), &mut optimizer(), &Device::host(), &loss);
    assert_eq!((none.to_device, none.to_host), (0, 0));
    let (on_device, transfers) = train(model(&mut rng(0)), &mut optimizer(), &device, &loss);
    assert!(on_device == on_host, "other bits on the device");
    assert_eq!((transfers.to_device, transfers.to_host, transfers.fallbacks), (2 + more, 1, 0));
}

/// The model's output for an input that is brought to the device, on the tape if there is one.
fn output<M, const N: usize, A: Element>(
    model: &M,
    tape: Option<&Tape>,
    x: &Tensor<N, A>,
    device: &Device,
) -> M::Output
where
    M: Forward<Tensor<N, A>>,
{
    let x = x.clone().to(device);
    model.forward(tape.map_or_else(|| x.clone(), |tape| tape.input(x.clone())))
}

fn floats<const N: usize>(shape: [usize; N]) -> Tensor<N> {
    init::normal(shape, 0.0, 1.0, &mut rng(1))
}

fn labels(n: usize, classes: usize) -> Tensor<1, usize> {
    Tensor::from_fn([n], |[i]| i * 7 % classes)
}

fn momentum() -> Sgd {
    Sgd::new(0.01).momentum(0.9)
}

#[test]
fn mlp() {
    let (x, y) = (floats([8, 784]), labels(8, 10));
    check(
        Mlp::new,
        || Adam::new(1e-3),
        0,
        |model, tape, device| output(model, tape, &x, device).cross_entropy(&y.clone().to(device)),
    );
}

#[test]
fn simple_cnn() {
    let (x, y) = (floats([4, 3, 32, 32]), labels(4, 10));
    check(SimpleCnn::new, momentum, 0, |model, tape, device| {
        output(model, tape, &x, device).cross_entropy(&y.clone().to(device))
    });
}

#[test]
fn textcnn() {
    let (x, y) = (Tensor::from_fn([3, 12], |[i, j]| i * 400 + j * 31), labels(3, 2));
    let loss = |model: &TextCnn, tape: Option<&Tape>, device: &Device| {
        output(model, tape, &x, device).cross_entropy(&y.clone().to(device))
    };
    check(TextCnn::new, || Adadelta::new(1.0).rho(0.95).eps(1e-6), 0, loss);
    check(TextCnn::new, || Adam::new(1e-3), 0, loss);
}

#[test]
fn conv1x1_stack() {
    let (x, y) = (floats([1, 7, 10, 10]), floats([1, 13, 10, 10]));
    check(
        Conv1x1Stack::new,
        || Sgd::new(0.01),
        0,
        |model, tape, device| output(model, tape, &x, device).mse_loss(y.clone().to(device)),
    );
}

#[test]
fn densenet_block() {
    let (x, y) = (floats([2, 24, 8, 8]), labels(2, 10));
    check(DenseNetBlock::new, momentum, 0, |model, tape, device| {
        output(model, tape, &x, device).cross_entropy(&y.clone().to(device))
    });
}

#[test]
fn maxout() {
    let (x, y) = (floats([8, 784]), labels(8, 10));
    check(Maxout::new, momentum, 0, |model, tape, device| {
        output(model, tape, &x, device).cross_entropy(&y.clone().to(device))
    });
}

#[test]
fn tiny_list() {
    let (x, y) = (floats([4, 10]), floats([4, 10]));
    check(
        TinyList::new,
        || Sgd::new(1e-3),
        0,
        |model, tape, device| output(model, tape, &x, device).mse_loss(y.clone().to(device)),
    );
}

#[test]
fn a_thousand_layers() {
    let (x, y) = (floats([2, 16]), floats([2, 16]));
    check(
        thousand,
        || Sgd::new(1e-3),
        0,
        |model, tape, device| {
            let first: &[Linear] = &model[..20];
            let x = x.clone().to(device);
            let x = tape.map_or_else(|| x.clone(), |tape| tape.input(x.clone()));
            first.iter().fold(x, |x, layer| layer.forward(x)).mse_loss(y.clone().to(device))
        },
    );
}

#[test]
fn lenet() {
    let (x, y) = (floats([4, 1, 28, 28]), labels(4, 10));
    check(
        LeNet::new,
        || Adam::new(1e-3),
        0,
        |model, tape, device| output(model, tape, &x, device).cross_entropy(&y.clone().to(device)),
    );
}

/// By single operations, as the device has no kernel for attention. The mask is a plain tensor, which goes there in every step.
#[test]
fn transformer() {
    let (x, y) = (floats([1, 128, 256]), floats([1, 128, 256]));
    let mask = Tensor::from_fn([128, 128], |[i, j]| if j > i { f32::NEG_INFINITY } else { 0.0 });
    check(
        models::Transformer::new,
        || Adam::new(1e-3),
        1,
        |model, tape, device| {
            let x = x.clone().to(device);
            let x = tape.map_or_else(|| x.clone(), |tape| tape.input(x.clone()));
            model.forward_masked(x, &mask.clone().to(device)).mse_loss(y.clone().to(device))
        },
    );
}
