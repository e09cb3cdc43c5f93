//! Sentences with mistakes.

use nn_core::data::{self, Sentences, Vocabulary};

use super::Folder;

fn error(negative: &[u8], positive: &[u8]) -> String {
    let folder = Folder::with(&[("rt-polarity.neg", negative), ("rt-polarity.pos", positive)]);
    folder.message(data::polarity(folder.path("")))
}

#[test]
fn good_files_are_read() {
    let folder = Folder::with(&[
        ("rt-polarity.neg", b"so so \x85 d\xe9j\xe0 vu\n\x85dull\r\n"),
        ("rt-polarity.pos", b"Great"),
    ]);
    let sentences = data::polarity(folder.path("")).unwrap();
    assert_eq!(sentences.labels(), [0, 0, 1]);
    assert_eq!(sentences.tokens(0), ["so", "so", "…", "déjà", "vu"]);
    assert_eq!(sentences.tokens(1), ["…dull"]);
    assert_eq!(sentences.tokens(2), ["great"]);
    assert_eq!(sentences.class_names(), ["negative", "positive"]);
    let data = Vocabulary::new(&sentences, 2).encode(&sentences, 3);
    assert_eq!(data.inputs().as_slice(), [2, 2, 1, 1, 0, 0, 1, 0, 0]);
    assert_eq!(data.num_classes(), 2);
}

#[test]
fn wrong_encodings_are_reported_with_the_line() {
    let message = error(b"a\n", b"\xff\xfea\0\n\0");
    assert!(message.starts_with("rt-polarity.pos, line 1: the file is in UTF-16, expected"), "{message}");
    let message = error(b"a\nb\n\0c\0\n", b"a");
    assert!(
        message.starts_with("rt-polarity.neg, line 3: the line holds the byte 0x00, a NUL byte"),
        "{message}"
    );
    let message = error(b"a\nb \x9d\n", b"a");
    assert!(
        message.starts_with("rt-polarity.neg, line 2: the line holds the byte 0x9d, which is"),
        "{message}"
    );
}

#[test]
fn empty_lines_and_files_are_reported() {
    assert_eq!(error(b"a\n \nb\n", b"a"), "rt-polarity.neg, line 2: the line is empty, expected a sentence");
    assert_eq!(error(b"a\n", b""), "rt-polarity.pos: is empty, expected a sentence on each line");
}

#[test]
fn missing_files_are_named() {
    let folder = Folder::with(&[("rt-polarity.neg", b"a")]);
    let message = folder.message(data::polarity(folder.path("")));
    assert!(message.starts_with("cannot read rt-polarity.pos: "), "{message}");
    let folder = Folder::with(&[("rt-polarity.neg/x", b"a")]);
    let message = folder.message(data::polarity(folder.path("")));
    assert_eq!(message, "rt-polarity.neg: is a folder, expected a text with a sentence on each line");
    let message = folder.message(data::polarity(folder.path("none")));
    assert!(message.starts_with("cannot read none/rt-polarity.neg: "), "{message}");
}

#[test]
fn a_label_without_a_name_is_refused() {
    let error = Sentences::new([("a", 2)], ["no", "yes"]).unwrap_err().to_string();
    assert_eq!(error, "Sentences: \"a\" has label 2, expected one of the 2 classes [\"no\", \"yes\"]");
}
