//! What the compiler says to those who get a model wrong: one file for each mistake, with the message beside it.
//!
//! `TRYBUILD=overwrite` writes the messages, and `MISTAKES=overwrite` the page that shows them all.

mod catalogue;

use catalogue::GROUPS;

#[test]
fn every_mistake_is_one_clear_error() {
    let cases = trybuild::TestCases::new();
    for (group, _) in GROUPS {
        cases.compile_fail(format!("ui/{group}/*.rs"));
    }
    cases.pass("ui/pass/*.rs");
}
