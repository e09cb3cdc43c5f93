//! Every layer with parameters or buffers.

use mock_device::mock;
use nn_core::device::Device;
use nn_core::init;
use nn_core::prelude::*;

use super::step::train;

/// Trains a layer on the host and on a device.
fn check<M: Module + Clone>(layer: M, forward: impl Fn(&M, Option<&Tape>, &Device) -> Tensor<0>) {
    let run = |device: &Device| train(layer.clone(), &mut Adam::new(1e-2), device, &forward);
    let ((on_host, _), (on_device, transfers)) = (run(&Device::host()), run(&mock()));
    assert_eq!(on_device, on_host);
    assert_eq!(transfers.fallbacks, 0);
}

fn floats<const N: usize>(shape: [usize; N], tape: Option<&Tape>, device: &Device) -> Tensor<N> {
    let x = init::normal(shape, 0.0, 1.0, &mut rng(1)).to(device);
    tape.map_or_else(|| x.clone(), |tape| tape.input(x.clone()))
}

#[test]
fn dense() {
    let rng = &mut rng(0);
    check(Linear::new(3, 4, rng), |layer, tape, device| layer.forward(floats([2, 3], tape, device)).mean());
    check(Bilinear::new(3, 5, 4, rng), |layer, tape, device| {
        layer.forward((floats([2, 3], tape, device), floats([2, 5], tape, device))).mean()
    });
    check(Embedding::new(5, 4, rng), |layer, tape, device| {
        let i = Tensor::from([1usize, 4, 1]).to(device);
        layer.forward(tape.map_or_else(|| i.clone(), |tape| tape.input(i.clone()))).mean()
    });
}

#[test]
fn a_table_stays_where_it_is() {
    let (mut layer, device) = (Embedding::new(5, 4, &mut rng(0)), mock());
    layer.to(&device);
    layer.weight.fill(Initial::constant(2.0), &mut rng(0));
    layer.renorm(&Tensor::from([1usize]).to(&device), 1.0, 2.0);
    assert_eq!(layer.weight.value().device(), device);
    assert_eq!(layer.weight.value().as_slice()[..5], [2.0, 2.0, 2.0, 2.0, 0.5]);
}

#[test]
fn convolutions() {
    let rng = &mut rng(0);
    check(Conv1d::new(2, 3, 2, rng), |layer, tape, device| {
        layer.forward(floats([2, 2, 6], tape, device)).mean()
    });
    check(Conv2d::new(2, 3, 2, rng), |layer, tape, device| {
        layer.forward(floats([2, 2, 6, 6], tape, device)).mean()
    });
}

#[test]
fn norms() {
    check(BatchNorm1d::new(3), |layer, tape, device| {
        (layer.forward(floats([4, 3], tape, device)) * floats([4, 3], tape, device)).mean()
    });
    check(BatchNorm2d::spec(3).momentum(None).init(&mut rng(0)), |layer, tape, device| {
        (layer.forward(floats([2, 3, 4, 4], tape, device)) * floats([2, 3, 4, 4], tape, device)).mean()
    });
    check(Prelu::spec().num_parameters(3).init(&mut rng(0)), |layer, tape, device| {
        layer.forward(floats([4, 3], tape, device)).mean()
    });
    check(LayerNorm::new([3]), |layer, tape, device| {
        (layer.forward(floats([4, 3], tape, device)) * floats([4, 3], tape, device)).mean()
    });
    check(GroupNorm::new(2, 4), |layer, tape, device| {
        (layer.forward(floats([3, 4], tape, device)) * floats([3, 4], tape, device)).mean()
    });
}

#[test]
fn frozen() {
    let frozen = Frozen::new((Linear::new(3, 4, &mut rng(0)), BatchNorm1d::new(4)));
    check((frozen, Linear::new(4, 2, &mut rng(1))), |model, tape, device| {
        model.1.forward(model.0.forward(floats([2, 3], tape, device))).mean()
    });
}
