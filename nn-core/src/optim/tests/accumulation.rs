//! Accumulation over micro-batches: the steps of the whole batch.

use super::all;
use crate::autodiff::Gradients;
use crate::init::rng;
use crate::module::{Forward, Module};
use crate::nn::{BatchNorm1d, Linear, Relu};
use crate::optim::{Adadelta, Adagrad, Adam, AdamW, Adamax, Optimizer, RmsProp, Sgd};
use crate::{Tape, Tensor};

type Net = (Linear, Relu, Linear);

const BATCH: usize = 12;

fn net() -> Net {
    (Linear::new(3, 5, &mut rng(1)), Relu, Linear::new(5, 2, &mut rng(2)))
}

/// The gradients of the mean square of a part of a batch.
fn gradients(model: &Net, rows: std::ops::Range<usize>, step: usize) -> Gradients {
    let x = Tensor::from_fn([rows.len(), 3], |[i, j]| {
        ((rows.start + i) * 5 + j * 3 + step * 7) as f32 % 11.0 / 5.0 - 1.0
    });
    let y = model.forward(Tape::new(0).input(x));
    (&y * &y).mean().backward()
}

/// The gradients of a whole batch from so many parts.
fn accumulated(model: &Net, parts: usize, step: usize) -> Gradients {
    let size = BATCH / parts;
    let mut total = Gradients::new();
    for part in 0..parts {
        total += gradients(model, part * size..(part + 1) * size, step);
    }
    total.scale(1.0 / parts as f64);
    total
}

fn trained(mut optimizer: Box<dyn Optimizer>, parts: usize) -> Vec<f32> {
    let mut model = net();
    for step in 0..6 {
        let mut gradients = accumulated(&model, parts, step);
        gradients.clip_grad_norm(1.0);
        optimizer.step(&mut model, gradients).unwrap();
    }
    let values = model.parameters();
    values.iter().flat_map(|p| p.value().as_slice::<f32>().unwrap().to_vec()).collect()
}

fn compare(name: &str, whole: &[f32], parts: &[f32]) {
    assert!(
        whole.iter().zip(parts).any(|(a, b)| a != b) || name == "Sgd",
        "{name}: the parts are not the whole"
    );
    for (whole, parts) in whole.iter().zip(parts) {
        assert!((whole - parts).abs() < 2e-5, "{name}: {parts}, not {whole}");
    }
}

#[test]
fn accumulated_is_the_whole_batch_for_every_optimizer() {
    for ((name, whole), (_, parts)) in all().into_iter().zip(all()) {
        compare(name, &trained(whole, 1), &trained(parts, 4));
    }
}

#[test]
fn accumulated_is_the_whole_batch_with_groups() {
    fn check<O: Optimizer + Clone + 'static>(name: &str, optimizer: O) {
        compare(name, &trained(Box::new(optimizer.clone()), 1), &trained(Box::new(optimizer), 3));
    }
    check(
        "Sgd",
        Sgd::new(0.1).momentum(0.9).group("*bias", |g| g.lr(0.01)).group("2.*", |g| g.momentum(0.5)),
    );
    check("Adam", Adam::new(0.01).group("*bias", |g| g.lr(0.001)).group("2.*", |g| g.betas(0.8, 0.9)));
    check("AdamW", AdamW::new(0.01).group("*bias", |g| g.weight_decay(0.0)));
    check("Adadelta", Adadelta::new(1.0).group("*bias", |g| g.rho(0.5)));
    check("Adamax", Adamax::new(0.01).group("2.*", |g| g.betas(0.8, 0.9)));
    check("Adagrad", Adagrad::new(0.01).group("2.*", |g| g.lr_decay(0.1)));
    check("RmsProp", RmsProp::new(0.001).group("2.*", |g| g.momentum(0.9).centered(true)));
}

/// The statistics move once for each part, in order, as in PyTorch's loop of `forward` and `backward`.
#[test]
fn statistics_move_with_each_part() {
    let x = |part: usize| Tensor::from_fn([4, 2], |[i, j]| (i * 3 + j + part * 5) as f32);
    let forward = |norm: &BatchNorm1d, part| norm.forward(Tape::new(0).input(x(part))).sum().backward();
    let (mut at_once, mut in_turn) = (BatchNorm1d::new(2), BatchNorm1d::new(2));
    let total: Gradients = (0..3).map(|part| forward(&at_once, part)).sum();
    Sgd::new(0.0).step(&mut at_once, total).unwrap();
    for part in 0..3 {
        let gradients = forward(&in_turn, part);
        Sgd::new(0.0).step(&mut in_turn, gradients).unwrap();
    }
    for ((name, got), (_, want)) in at_once.buffers().iter().zip(&in_turn.buffers()) {
        assert_eq!(got.as_slice::<f32>(), want.as_slice::<f32>(), "{name}");
    }
}
