//! Nothing public is left out.

use std::fs;

use crate::diagnostics::coverage::{exported, files_of, functions, words};

fn mixed() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/mixing");
    let files = fs::read_dir(folder).expect("this folder").map(|file| file.expect("a file").path());
    let tests = files.filter(|file| !file.ends_with("coverage.rs") && !file.ends_with("world.rs"));
    tests.flat_map(|file| words(&fs::read_to_string(file).expect("a test"))).collect()
}

#[test]
fn every_operation_is_mixed() {
    let names = files_of("ops").iter().flat_map(|file| functions(file, |_| true)).collect();
    assert_mixed(names, 60);
}

#[test]
fn every_layer_and_loss_is_mixed() {
    let spec = |name: &String| name.ends_with("Spec") || name.ends_with("To");
    let layers = exported("nn/mod.rs").into_iter().filter(|name| !spec(name));
    let losses = exported("loss/mod.rs").into_iter().filter(|name| name.ends_with("Loss"));
    assert_mixed(layers.chain(losses).collect(), 40);
}

#[track_caller]
fn assert_mixed(names: Vec<String>, at_least: usize) {
    assert!(names.len() > at_least, "the parser finds the names: {names:?}");
    let mixed = mixed();
    let missing: Vec<&String> = names.iter().filter(|name| !mixed.contains(name)).collect();
    assert!(missing.is_empty(), "without a case in tests/mixing: {missing:?}");
}
