//! Nothing public is left out: whatever may panic has a case.

use std::fs;
use std::path::{Path, PathBuf};

use super::cases::file_of;

fn library(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../nn-core/src")).join(path)
}

/// The words of the calls of all families that `wanted` takes, and of the places that panics point to.
fn called(wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let folder = file_of("any").parent().expect("a file is in a folder").to_owned();
    let files = fs::read_dir(folder).expect("the families").map(|file| file.expect("a file").path());
    let texts = files.filter(|file| file.extension().is_some_and(|extension| extension == "txt"));
    let texts: Vec<String> = texts.map(|file| fs::read_to_string(file).expect("a snapshot")).collect();
    let cases = texts.iter().flat_map(|text| text.split("\n\n")).filter(|case| wanted(case));
    let calls = cases.flat_map(str::lines).filter(|line| !line.starts_with(' ') || line.starts_with(PLACE));
    calls.flat_map(words).collect()
}

/// How the line begins that says where a panic points to.
const PLACE: &str = "    at ";

/// The names that a module exports by `pub use`.
pub(crate) fn exported(module: &str) -> Vec<String> {
    let source = fs::read_to_string(library(module)).expect("a module of the library");
    let uses = source.split("pub use ").skip(1).map(|rest| rest.split(';').next().unwrap_or_default());
    uses.flat_map(|path| words(path.rsplit("::").next().unwrap_or_default())).collect()
}

pub(crate) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The public functions of a file that `wanted` takes by their documentation.
pub(crate) fn functions(file: &Path, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let source = fs::read_to_string(file).expect("a file of the library");
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let (mut found, mut docs) = (Vec::new(), String::new());
    for line in source.lines().map(str::trim) {
        if let Some(doc) = line.strip_prefix("///") {
            docs += doc;
        } else if let Some(rest) = line.strip_prefix("pub fn ").or(line.strip_prefix("pub const fn ")) {
            found.extend(words(rest).into_iter().take(1).filter(|_| wanted(&docs)));
            docs.clear();
        } else if !line.starts_with("#[") {
            docs.clear();
        }
    }
    found
}

pub(crate) fn files_of(folder: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(library(folder)).expect("a folder of the library");
    files.map(|file| file.expect("a file").path()).filter(|file| file.is_file()).collect()
}

#[test]
fn every_layer_and_loss_has_a_case() {
    let cases = called(|_| true);
    let layers =
        exported("nn/mod.rs").into_iter().filter(|name| !name.ends_with("Spec") && !name.ends_with("To"));
    let losses = exported("loss/mod.rs").into_iter().filter(|name| name.ends_with("Loss"));
    let names: Vec<String> = layers.chain(losses).collect();
    assert!(names.len() > 40, "the parser finds the names: {names:?}");
    let missing: Vec<&String> = names.iter().filter(|name| !cases.contains(name)).collect();
    assert!(missing.is_empty(), "without a case in tests/diagnostics: {missing:?}");
}

#[test]
fn every_operation_has_a_case() {
    let cases = called(|_| true);
    let names: Vec<String> = files_of("ops").iter().flat_map(|file| functions(file, |_| true)).collect();
    assert!(names.len() > 60, "the parser finds the operations: {names:?}");
    let missing: Vec<&String> = names.iter().filter(|name| !cases.contains(name)).collect();
    assert!(missing.is_empty(), "without a case in tests/diagnostics: {missing:?}");
}

#[test]
fn every_documented_panic_has_a_case() {
    let cases = called(|case| case.contains(PLACE));
    let folders = ["tensor", "ops", "nn", "loss", "optim", "data"];
    let files = folders.into_iter().flat_map(files_of);
    let panicking = |docs: &str| docs.contains("# Panics");
    let names: Vec<String> = files.flat_map(|file| functions(&file, panicking)).collect();
    assert!(names.len() > 60, "the parser finds the documentation: {names:?}");
    let missing: Vec<&String> = names.iter().filter(|name| !cases.contains(name)).collect();
    assert!(missing.is_empty(), "without a case in tests/diagnostics: {missing:?}");
}
