//! `freeze`, `unfreeze` and `#[module(frozen)]`.

use nn_core::prelude::*;

use crate::param;

#[derive(Module)]
struct Net {
    #[module(frozen)]
    backbone: Vec<Param<1>>,
    head: Param<1>,
    mean: Buffer<1>,
}

fn net() -> Net {
    Net { backbone: vec![param(1.0)], head: param(2.0), mean: Buffer::new(Tensor::zeros([1])) }
}

fn trainable(net: &Net) -> Vec<bool> {
    net.parameters().iter().map(|param| param.is_trainable()).collect()
}

#[test]
fn a_frozen_field_is_not_trained() {
    let net = net();
    assert_eq!(trainable(&net), [false, true]);
    assert_eq!((net.num_parameters(), net.num_trainable_parameters()), (2, 1));
}

#[test]
fn freeze_stops_parameters_and_statistics() {
    let mut net = net();
    net.freeze();
    assert_eq!(trainable(&net), [false, false]);
    assert!(!net.head.is_trainable() && net.mean.is_frozen());
    net.unfreeze();
    assert_eq!(trainable(&net), [false, true]);
    assert!(!net.backbone[0].is_trainable() && net.head.is_trainable() && !net.mean.is_frozen());
}

#[test]
fn a_part_can_be_frozen_alone() {
    let mut net = net();
    net.head.freeze();
    assert_eq!(trainable(&net), [false, false]);
    assert!(!net.mean.is_frozen());
}
