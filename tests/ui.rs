//! What the compiler says to those who get a model wrong: one file for each mistake, with the message beside it.
//!
//! `TRYBUILD=overwrite` writes the messages, and `MISTAKES=overwrite` the pages that show them all.

mod catalogue;

use catalogue::GROUPS;

#[test]
fn every_mistake_is_one_clear_error() {
    let cases = trybuild::TestCases::new();
    for group in GROUPS {
        cases.compile_fail(format!("ui/{}/*.rs", group.folder));
    }
    cases.pass("ui/pass/*.rs");
}
