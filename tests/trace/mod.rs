//! Traces: the shapes, parameters and multiply-adds of a forward that nobody computes.

mod declared;
mod errors;
mod forwards;
mod layers;
mod operations;
mod pictures;
mod resnet;

use std::fs;
use std::path::PathBuf;

/// A batch of which no memory could hold anything: whoever computes with it fails.
const HUGE: usize = 1 << 40;

/// Compares with a file, or writes it if `SNAPSHOT=overwrite` says so.
#[track_caller]
fn compare(file: &str, text: &str) {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/trace")).join(file);
    if std::env::var_os("SNAPSHOT").is_some_and(|value| value == "overwrite") {
        return fs::write(&path, text).expect("the snapshot can be written");
    }
    let want = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        text == want,
        "{} is another now; read it, and bless it by SNAPSHOT=overwrite\n{text}",
        path.display()
    );
}
