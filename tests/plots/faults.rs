//! What cannot be drawn or saved.

use std::panic::{AssertUnwindSafe, catch_unwind};

use nn_core::plots::{Curves, attention_maps, confusion_matrix, histograms};
use nn_core::prelude::*;

fn panic_of(f: impl FnOnce()) -> String {
    *catch_unwind(AssertUnwindSafe(f)).unwrap_err().downcast::<String>().unwrap()
}

#[test]
fn a_picture_is_saved_as_its_name_says() {
    let folder = tempfile::tempdir().unwrap();
    let picture = Curves::new("Loss").curve("train", &[(0, 1.0), (1, 0.5)]).draw();
    for (name, begins) in [("a.svg", &b"<svg "[..]), ("a.SVG", b"<svg "), ("a.png", b"\x89PNG")] {
        picture.save(folder.path().join(name)).unwrap();
        assert!(std::fs::read(folder.path().join(name)).unwrap().starts_with(begins));
    }
    for name in ["a", "a.jpg", "png"] {
        let error = picture.save(folder.path().join(name)).unwrap_err().to_string();
        assert!(error.ends_with(&format!("{name}: expected a name that ends with .svg or .png")), "{error}");
    }
    let error = picture.save(folder.path().join("none/a.svg")).unwrap_err().to_string();
    assert!(error.starts_with("cannot write ") && error.contains("none/a.svg"), "{error}");
}

#[test]
fn what_does_not_fit_is_told() {
    assert_eq!(
        panic_of(|| drop(confusion_matrix("", &Tensor::zeros([2, 3]), &[]))),
        "confusion_matrix: expected as many rows as columns, got [2, 3]"
    );
    assert_eq!(
        panic_of(|| drop(confusion_matrix("", &Tensor::zeros([2, 2]), &["a"]))),
        "confusion_matrix: expected a name for each of 2 classes, got 1"
    );
    assert_eq!(
        panic_of(|| drop(attention_maps("", &Tensor::zeros([1, 2, 3]), &[], &["a"]))),
        "attention_maps: expected a name for each of 3 keys, got 1"
    );
    assert_eq!(
        panic_of(|| drop(histograms("", &[("n".to_owned(), Tensor::from([1usize]).into())]))),
        "histograms: `n` has elements usize, expected floats"
    );
    assert_eq!(
        panic_of(|| drop(Curves::new("").smoothed(1.0))),
        "Curves: smoothed needs a number from 0 to less than 1, got 1"
    );
}
