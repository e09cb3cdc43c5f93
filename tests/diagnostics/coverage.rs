//! Nothing public is left out: whatever may panic has a case.

use std::fs;
use std::path::{Path, PathBuf};

use super::cases::file_of;

fn library(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../nn-core/src")).join(path)
}

/// The lines of all families that say what is called, and those that say which call a panic points to.
fn lines() -> (Vec<String>, Vec<String>) {
    let folder = file_of("any").parent().expect("a file is in a folder").to_owned();
    let files = fs::read_dir(folder).expect("the families").map(|file| file.expect("a file").path());
    let texts = files.filter(|file| file.extension().is_some_and(|extension| extension == "txt"));
    let texts: Vec<String> = texts.map(|file| fs::read_to_string(file).expect("a snapshot")).collect();
    let lines = texts.iter().flat_map(|text| text.lines());
    let (indented, calls): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with(' '));
    let places = indented.iter().filter_map(|line| line.strip_prefix(PLACE));
    (calls.into_iter().map(str::to_owned).collect(), places.map(str::to_owned).collect())
}

/// The names that are called in a line: those before a parenthesis, with or without types in between.
fn calls(line: &str) -> Vec<String> {
    line.match_indices('(').filter_map(|(at, _)| name_at_the_end(without_types(&line[..at]))).collect()
}

fn without_types(text: &str) -> &str {
    let parts = text.strip_suffix('>').and_then(|text| text.rsplit_once("::<"));
    parts.map_or(text, |(name, _)| name)
}

fn name_at_the_end(text: &str) -> Option<String> {
    let start = text.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |at| at + 1);
    Some(text[start..].to_owned()).filter(|name| !name.is_empty())
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

/// The files of a folder of the library, those of the folders in it among them.
pub(crate) fn files_of(folder: &str) -> Vec<PathBuf> {
    files_below(&library(folder))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the library");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn files_of_subfolders_count() {
    let files = files_of("nn");
    assert!(files.iter().any(|file| file.ends_with("nn/linear.rs")), "{files:?}");
    assert!(files.iter().any(|file| file.ends_with("nn/batch_norm/mod.rs")), "{files:?}");
}

#[test]
fn a_name_that_is_not_called_is_none() {
    let line = "zeros([2, 3]).cast::<f64>().sum_axis(reduce)";
    assert_eq!(calls(line), ["zeros", "cast", "sum_axis"]);
}

#[test]
fn every_layer_and_loss_has_a_case() {
    let cases: Vec<String> = lines().0.iter().flat_map(|line| words(line)).collect();
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
    let cases: Vec<String> = lines().0.iter().flat_map(|line| calls(line)).collect();
    let names: Vec<String> = files_of("ops").iter().flat_map(|file| functions(file, |_| true)).collect();
    assert!(names.len() > 60, "the parser finds the operations: {names:?}");
    let missing: Vec<&String> = names.iter().filter(|name| !cases.contains(name)).collect();
    assert!(missing.is_empty(), "without a case in tests/diagnostics: {missing:?}");
}

#[test]
fn every_documented_panic_has_a_case() {
    let cases: Vec<String> = lines().1.iter().flat_map(|line| calls(line).into_iter().take(1)).collect();
    let folders = ["tensor", "ops", "nn", "loss", "optim", "data"];
    let files = folders.into_iter().flat_map(files_of);
    let panicking = |docs: &str| docs.contains("# Panics");
    let names: Vec<String> = files.flat_map(|file| functions(&file, panicking)).collect();
    assert!(names.len() > 60, "the parser finds the documentation: {names:?}");
    let missing: Vec<&String> = names.iter().filter(|name| !cases.contains(name)).collect();
    assert!(missing.is_empty(), "without a case in tests/diagnostics: {missing:?}");
}
