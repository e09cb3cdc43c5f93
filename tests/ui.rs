//! What the compiler says to those who get a model wrong: one file for each mistake, with the message beside it.

use std::fs;
use std::path::Path;

#[test]
fn every_mistake_is_one_clear_error() {
    let cases = trybuild::TestCases::new();
    for group in ["lost", "not_a_module", "calls", "attributes", "items", "cascade", "shapes"] {
        cases.compile_fail(format!("ui/{group}/*.rs"));
    }
    cases.pass("ui/pass/*.rs");
}

/// At most 15 lines for a mistake, or 25 where rustc's own notes make it longer and the file says so.
#[test]
fn no_message_is_long() {
    let groups = fs::read_dir("ui").expect("the catalogue");
    let files = groups.flat_map(|group| fs::read_dir(group.expect("a group").path()).expect("a folder"));
    let files = files.map(|file| file.expect("a file").path());
    for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "stderr")) {
        let (lines, errors) = measure(&file);
        let source = fs::read_to_string(file.with_extension("rs")).expect("a mistake beside its message");
        let limit = if source.contains("//! Longer than 15 lines: ") { 25 } else { 15 };
        assert!(lines <= limit * errors, "{}: {lines} lines for {errors} errors", file.display());
        assert!(errors == 1 || file.file_stem().is_some_and(|stem| stem == "several"), "{}", file.display());
    }
}

/// The number of lines that are not blank, and of errors.
fn measure(file: &Path) -> (usize, usize) {
    let message = fs::read_to_string(file).expect("a message");
    let lines = message.lines().filter(|line| !line.trim().is_empty());
    (lines.clone().count(), lines.filter(|line| line.starts_with("error")).count())
}
