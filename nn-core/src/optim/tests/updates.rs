//! Updates of buffers.

use super::param;
use crate::autodiff::Gradients;
use crate::module::{Buffer, Module, Param};
use crate::optim::{Optimizer, Sgd};
use crate::{Tape, Tensor};

/// A loss on the parameter, with updates of the buffers on the way.
fn updating(w: &Param<1>, buffers: &[&Buffer<1>]) -> Gradients {
    let tape = Tape::new(0);
    for buffer in buffers {
        buffer.add(&tape, [1.0]);
        buffer.blend(&tape, [100.0], 0.5);
    }
    (tape.input([1.0]) * w).sum().backward()
}

fn first(buffer: &Buffer<1>) -> f32 {
    buffer.value().as_slice()[0]
}

#[test]
fn they_are_applied_in_order() {
    let mut model = (param(&[1.0]), Buffer::new([1.0]), Buffer::new([2.0]));
    let gradients = updating(&model.0, &[&model.2, &model.1]);
    model.2.set_value([0.0]);
    Sgd::new(0.5).step(&mut model, gradients).unwrap();
    assert_eq!((first(&model.1), first(&model.2)), (51.0, 50.5));
}

#[test]
fn a_frozen_buffer_ignores_them() {
    let mut model = (param(&[1.0]), Buffer::new([1.0]));
    let gradients = updating(&model.0, &[&model.1]);
    model.1.freeze();
    model.1.set_value([1.0, 2.0]);
    Sgd::new(0.5).step(&mut model, gradients).unwrap();
    assert_eq!((model.0.value().as_slice()[0], first(&model.1)), (0.5, 1.0));
    assert!(updating(&model.0, &[]).updates.is_empty());
}

#[test]
fn one_of_an_unknown_buffer_is_refused() {
    let (mut model, lost) = ((param(&[1.0]), Buffer::new([1.0])), Buffer::new([1.0]));
    let gradients = updating(&model.0, &[&model.1, &lost]);
    assert_eq!(
        Sgd::new(0.5).step(&mut model, gradients).unwrap_err().to_string(),
        "the forward updates a buffer (a running statistic) that the model does not register, so it would stay as it \
         is; a layer that `forward` makes anew must become a field of the model; what another model updates on the same \
         tape, as the generator of a GAN does, is left to it by `let own = gradients.take(&model);`, or runs on a \
         second tape"
    );
    assert_eq!((model.0.value().as_slice()[0], first(&model.1)), (1.0, 1.0));
}

#[test]
fn one_of_another_shape_is_refused_with_the_path() {
    let mut model = (param(&[1.0]), vec![Buffer::new([1.0])]);
    let gradients = updating(&model.0, &[&model.1[0]]);
    model.1[0].set_value([1.0, 2.0]);
    let message = "the update of `1.0` has shape [1], but the buffer has shape [2]: it was given another value after the \
                   forward; give it before, or run the forward again";
    assert_eq!(gradients.clone().apply_updates(&mut model).unwrap_err().to_string(), message);
    assert_eq!(Sgd::new(0.5).step(&mut model, gradients).unwrap_err().to_string(), message);
    assert_eq!((model.0.value().as_slice(), model.1[0].value().as_slice()), (&[1.0][..], &[1.0, 2.0][..]));
}

#[test]
fn they_can_be_applied_alone_and_once() {
    let mut model = (param(&[1.0]), Buffer::new([1.0]));
    let mut gradients = updating(&model.0, &[&model.1]);
    gradients.apply_updates(&mut model).unwrap();
    assert_eq!((model.0.value().as_slice()[0], first(&model.1)), (1.0, 51.0));
    Sgd::new(0.5).step(&mut model, gradients).unwrap();
    assert_eq!((model.0.value().as_slice()[0], first(&model.1)), (0.5, 51.0));
}

#[test]
fn those_of_another_model_stay_for_it() {
    let (mut a, mut b) = ((param(&[1.0]), Buffer::new([1.0])), Buffer::new([2.0]));
    let mut gradients = updating(&a.0, &[&a.1, &b]);
    let own = gradients.take(&a);
    Sgd::new(0.5).step(&mut a, own).unwrap();
    gradients.apply_updates(&mut b).unwrap();
    assert_eq!((first(&a.1), first(&b)), (51.0, 51.5));
    assert!(gradients.updates.is_empty());
}

#[test]
fn every_kind_and_type() {
    let mut model = (
        Buffer::<1, f64>::new([1.0]),
        Buffer::<1, f64>::new([0.0]),
        Buffer::<0, i64>::new(5),
        Buffer::<1, usize>::new([1]),
        Buffer::<1, bool>::new([false, true]),
        param(&[0.0]),
    );
    let tape = Tape::new(0);
    model.0.blend(&tape, [2.0], 0.25);
    for x in [1.0, 2.0, 6.0] {
        model.1.average(&tape, [x], 0);
    }
    model.2.add(&tape, -7);
    model.3.add(&tape, [2]);
    model.4.set(&tape, [true, false]);
    let mut gradients = (tape.input([1.0]) * &model.5).sum().backward();
    gradients.apply_updates(&mut model).unwrap();
    assert_eq!((model.0.value().as_slice(), model.1.value().as_slice()), (&[1.25][..], &[3.0][..]));
    assert_eq!((model.2.value().item(), model.3.value().as_slice()), (-2, &[3][..]));
    assert_eq!(model.4.value().as_slice(), [true, false]);
}

#[test]
fn values_set_are_not_those_of_the_forward_any_more() {
    let mut model = (param(&[1.0]), Buffer::<1>::new([0.0]));
    let tape = Tape::new(0);
    let values = Tensor::from([3.0]);
    model.1.set(&tape, &values);
    let gradients = (tape.input([1.0]) * &model.0).sum().backward();
    Sgd::new(0.5).step(&mut model, gradients).unwrap();
    let gradients = updating(&model.0, &[&model.1]);
    Sgd::new(0.5).step(&mut model, gradients).unwrap();
    assert_eq!((values.as_slice()[0], first(&model.1)), (3.0, 52.0));
}

#[test]
#[should_panic(expected = "add: expected values of the buffer's shape [2], got [1]")]
fn values_of_another_shape_are_refused_in_the_forward() {
    Buffer::<1>::new([0.0, 1.0]).add(&Tape::new(0), [1.0]);
}
