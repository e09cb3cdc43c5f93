//! Files that PyTorch has written (by `tests/interop/models.py --fixtures`) load strictly, and our outputs are its.

use std::path::Path;

use nn_core::prelude::*;
use tests::interop::{TOLERANCE, check, write};
use tests::models::{Size, difference, examples};
use tests::optimizers::{self, Theirs, farthest, optimizers};
use tests::ports::ports;

#[test]
fn models_that_pytorch_saved_give_its_outputs() {
    let fixtures = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/interop/fixtures"));
    for mut example in examples(Size::Small, 2, 1) {
        let before = example.output(&example.input());
        let difference = check(&mut *example, fixtures).unwrap();
        assert!(difference <= TOLERANCE, "{}: the outputs differ by {difference}", example.name());
        assert_changed(&before, &example.output(&example.input()));
    }
}

#[test]
fn what_is_written_is_read_back_to_the_last_bit() {
    let folder = tempfile::tempdir().unwrap();
    for mut example in examples(Size::Small, 2, 1) {
        example.train(2).unwrap();
        write(&mut *example, folder.path()).unwrap();
    }
    for mut example in examples(Size::Small, 2, 2) {
        assert_eq!(check(&mut *example, folder.path()).unwrap(), 0.0, "{}", example.name());
    }
}

/// A load that does nothing would agree with anything that was written by the same seed.
fn assert_changed(before: &AnyTensor, after: &AnyTensor) {
    assert!(difference(before, after) > 1e-3);
}

/// What PyTorch's own of the ported models wrote (by `tests/interop/ports.py`).
#[test]
fn the_ported_models_give_pytorchs_outputs_and_losses() {
    let fixtures = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/interop/fixtures/ports"));
    for (name, distance) in ports(fixtures).unwrap() {
        assert!(distance.output <= TOLERANCE && distance.losses <= 1e-4, "{name}: {distance:?}");
    }
}

/// What PyTorch's optimizers wrote (by `tests/interop/optim_state.py --fixtures`).
const OPTIM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/interop/fixtures/optim");

#[test]
fn the_state_of_pytorchs_optimizers_goes_on_in_ours() {
    for ((name, mut optimizer), (_, mut fresh)) in optimizers().into_iter().zip(optimizers()) {
        let theirs = Theirs::read(Path::new(OPTIM), name).unwrap();
        let difference = theirs.go_on(&mut *optimizer).unwrap();
        assert!(difference <= optimizers::TOLERANCE, "{name}: the ends differ by {difference}");
        let mut model = theirs.model("model").unwrap();
        theirs.train(&mut model, &mut *fresh).unwrap();
        let without = farthest(&model.state_dict(), &theirs.part("end"));
        assert!(without > 1e-3, "{name} does not need its state, so this test shows nothing");
    }
}

#[test]
fn our_optimizers_remember_what_pytorchs_do() {
    for (name, mut optimizer) in optimizers() {
        let theirs = Theirs::read(Path::new(OPTIM), name).unwrap();
        let mut model = theirs.model("start").unwrap();
        theirs.train(&mut model, &mut *optimizer).unwrap();
        let steps = |value: AnyTensor| match value.as_slice::<i64>() {
            Some(&[steps]) => Tensor::from(steps as f32).into(),
            _ => value,
        };
        let ours = optimizer.state_dict(&model).into_iter().map(|(name, value)| (name, steps(value)));
        let difference = farthest(&ours.collect(), &theirs.part("optimizer"));
        assert!(difference <= optimizers::TOLERANCE, "{name}: the states differ by {difference}");
    }
}
