//! Files that PyTorch has written (by `tests/interop/models.py --fixtures`) load strictly, and our outputs are its.

use std::path::Path;

use nn_core::prelude::*;
use tests::interop::{TOLERANCE, check, write};
use tests::models::{Size, difference, examples};

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
